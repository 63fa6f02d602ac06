package dev.varve.tools.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.ingest.profile.Connection;
import dev.varve.ingest.push.Cancellation;
import dev.varve.ingest.push.Progress;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Check;
import dev.varve.protocol.message.CheckLevel;
import dev.varve.protocol.message.CheckResult;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.PointDocument;
import dev.varve.tools.output.Output;
import dev.varve.tools.output.ProgressReporter;
import dev.varve.tools.output.Sizes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks a vault or one of its points. */
@Command(
        name = "check",
        description = {
            "Check the vault, or one restore point.",
            "  quick     segments are there, whole, and known to the index",
            "  metadata  and all nodes and references of all images are there",
            "  data      and every byte of every segment is what its checksum says",
            "  proof     and this client fetches, decrypts and proves every chunk"
        },
        footer = {
            "",
            "Examples:",
            "  varve check",
            "  varve check --level proof latest:etc --json"
        })
final class CheckCommand extends VarveCommand {
    /** How deep. */
    enum Level {
        QUICK(CheckLevel.CHECK_LEVEL_QUICK),
        METADATA(CheckLevel.CHECK_LEVEL_METADATA),
        DATA(CheckLevel.CHECK_LEVEL_DATA),
        PROOF(CheckLevel.CHECK_LEVEL_DATA);

        private final CheckLevel atDaemon;

        Level(CheckLevel atDaemon) {
            this.atDaemon = atDaemon;
        }
    }

    @Mixin ProfileOptions profile = new ProfileOptions();

    @Option(
            names = "--level",
            defaultValue = "METADATA",
            paramLabel = "L",
            description = "quick, metadata, data or proof. Default: metadata.")
    Level level = Level.METADATA;

    @Parameters(arity = "0..1", paramLabel = "POINT", description = "Only this restore point.")
    @Nullable String point;

    @Override
    int run(Output output) throws IOException, InterruptedException {
        long startNanos = System.nanoTime();
        Cancellation cancellation = Interruption.cancellation();
        ObjectNode report = Output.object().put("level", level.name().toLowerCase(Locale.ROOT));
        Findings findings = new Findings();
        try (Connection connection = profile.connect(2)) {
            PointDocument only =
                    point == null ? null : new PointName(connection.client()).point(point);
            CheckResult result = atDaemon(output, connection, only);
            findings.addAll(result, new PathNames(connection, profile.secret()));
            report.put("points", result.getPoints())
                    .put("segments", result.getSegments())
                    .put("nodes", result.getNodes())
                    .put("chunkReferences", result.getChunkReferences())
                    .put("readBytes", result.getReadBytes());
            if (level == Level.PROOF) {
                prove(output, connection, only, cancellation, findings, report);
            }
        }
        report.put("seconds", Duration.ofNanos(System.nanoTime() - startNanos).toMillis() / 1000.0);
        return say(output, report, findings);
    }

    private CheckResult atDaemon(Output output, Connection connection, @Nullable PointDocument only)
            throws ProtocolException, InterruptedException {
        Check.Builder request = Check.newBuilder().setLevel(level.atDaemon);
        if (only != null) {
            request.setPointId(only.getPointId());
        }
        Progress progress = new Progress();
        try (ProgressReporter _ = ProgressReporter.start(output, "check", progress)) {
            return connection
                    .client()
                    .check(
                            request.build(),
                            now -> {
                                Progress.Snapshot before = progress.snapshot();
                                progress.addTotalBytes(now.getTotalBytes() - before.totalBytes());
                                progress.addDoneBytes(now.getDoneBytes() - before.doneBytes());
                            });
        }
    }

    private void prove(
            Output output,
            Connection connection,
            @Nullable PointDocument only,
            Cancellation cancellation,
            Findings findings,
            ObjectNode report)
            throws IOException, InterruptedException {
        List<PointDocument> points =
                only == null
                        ? connection
                                .client()
                                .listPoints(ListPoints.getDefaultInstance())
                                .getPointsList()
                        : List.of(only);
        Progress progress = new Progress();
        try (Proof proof =
                        new Proof(
                                connection.client(),
                                connection.unlock(profile.secret()),
                                progress,
                                cancellation);
                ProgressReporter _ = ProgressReporter.start(output, "proof", progress)) {
            for (PointDocument each : points) {
                proof.prove(each, findings);
            }
            report.put("provenChunks", proof.chunks()).put("provenBytes", proof.bytes());
        }
    }

    private int say(Output output, ObjectNode report, Findings findings) {
        ArrayNode list = report.putArray("findings");
        findings.describe(list);
        report.put("clean", findings.isEmpty());
        if (!output.json()) {
            findings.lines().forEach(output::line);
            output.line(
                    level.name().toLowerCase(Locale.ROOT)
                            + " check of "
                            + report.get("points").asLong()
                            + " points, "
                            + report.get("segments").asLong()
                            + " segments, "
                            + Sizes.bytes(report.get("readBytes").asLong())
                            + " read: "
                            + (findings.isEmpty() ? "clean" : "DAMAGED"));
        }
        output.event(report);
        return findings.isEmpty() ? DONE : ErrorCode.DAMAGED.exitCode();
    }
}
