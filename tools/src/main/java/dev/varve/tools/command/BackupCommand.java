package dev.varve.tools.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.profile.Connection;
import dev.varve.ingest.push.BackupOptions;
import dev.varve.ingest.push.BackupResult;
import dev.varve.ingest.push.BackupRun;
import dev.varve.ingest.push.ImageBackup;
import dev.varve.ingest.push.PointNotes;
import dev.varve.ingest.push.Progress;
import dev.varve.ingest.record.CompressionLevel;
import dev.varve.protocol.message.ReceiptImage;
import dev.varve.protocol.message.RetentionAsked;
import dev.varve.tools.output.Output;
import dev.varve.tools.output.ProgressReporter;
import dev.varve.tools.output.Sizes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Backs sources up into one restore point. */
@Command(
        name = "backup",
        description = {
            "Back a directory, file or block device up as a new restore point.",
            "A directory becomes a tree image; a regular file or block device a block image.",
            "Stopped at any moment, the same command goes on where it was."
        },
        footer = {
            "",
            "Examples:",
            "  varve backup /etc --chain etc",
            "  varve backup /dev/vg/data --chain data --changed-extents changed.txt",
            "  varve backup /srv/app --chain app --also /dev/vg/db=db --exclude '*.tmp'",
            "  varve backup disk.img --profile web-1.json --chain disk --json"
        })
final class BackupCommand extends VarveCommand {
    @Mixin ProfileOptions profile = new ProfileOptions();
    @Mixin RateOptions rate = new RateOptions();
    @Mixin SourceOptions sources = new SourceOptions();

    @Parameters(paramLabel = "SOURCE", description = "What to back up.")
    Path source = Path.of("");

    @Option(
            names = "--chain",
            required = true,
            paramLabel = "NAME",
            description = "The chain that this is the next image of.")
    String chain = "";

    @Option(
            names = "--also",
            paramLabel = "SOURCE=CHAIN",
            description = "One more source for the same restore point. May be repeated.")
    List<String> also = new ArrayList<>();

    @Option(
            names = "--level",
            defaultValue = "DEFAULT",
            paramLabel = "L",
            description = "Compression: off, fast, default, high or max.")
    CompressionLevel level = CompressionLevel.DEFAULT;

    @Option(
            names = "--streams",
            defaultValue = "2",
            paramLabel = "N",
            description = "Lanes at once. Default: ${DEFAULT-VALUE}.")
    int streams;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where journals are kept. Default: ~/.local/state/varve.")
    @Nullable Path state;

    @Option(
            names = "--takeover",
            description = "Go on with a push that another machine began as this client.")
    boolean takeover;

    @Override
    int run(Output output) throws IOException, InterruptedException {
        if (streams < 1 || streams > 64) {
            throw usage("--streams " + streams + " is not in 1 to 64", "");
        }
        long startNanos = System.nanoTime();
        Progress progress = new Progress();
        List<ImageBackup> images = images(progress);
        BackupResult result;
        try (Connection connection = profile.connect(streams, rate)) {
            VaultCipher cipher = connection.unlock(profile.secret());
            BackupRun run =
                    new BackupRun(
                            connection.client(),
                            cipher,
                            options(),
                            progress,
                            Interruption.cancellation(),
                            connection.random(),
                            Clock.systemUTC());
            try (ProgressReporter _ = ProgressReporter.start(output, "backup", progress)) {
                result = run.run(images);
            }
        }
        sources.warnings().forEach(warning -> output.remark("warning: " + warning));
        say(output, result, Duration.ofNanos(System.nanoTime() - startNanos));
        return DONE;
    }

    private List<ImageBackup> images(Progress progress) throws IOException {
        List<ImageBackup> images = new ArrayList<>();
        images.add(sources.open(source, chain, progress));
        for (String pair : also) {
            int equals = pair.lastIndexOf('=');
            if (equals < 1) {
                throw usage("--also \"" + pair + "\" is not SOURCE=CHAIN", "");
            }
            images.add(
                    sources.open(
                            Path.of(pair.substring(0, equals)),
                            pair.substring(equals + 1),
                            progress));
        }
        return images;
    }

    private BackupOptions options() {
        return new BackupOptions(
                level,
                streams,
                state == null ? StateDirectory.standard() : state,
                () ->
                        new PointNotes(
                                source.toAbsolutePath().normalize().toString(), "crash-consistent"),
                RetentionAsked.newBuilder().setMode("none").build(),
                takeover);
    }

    private void say(Output output, BackupResult result, Duration time) {
        output.line("restore point " + result.point());
        output.line(
                "read "
                        + Sizes.bytes(result.readBytes())
                        + ", sent "
                        + Sizes.bytes(result.sentBytes())
                        + ", stored "
                        + Sizes.bytes(result.storedBytes())
                        + " in "
                        + Sizes.seconds(time)
                        + " s"
                        + (result.warnings() > 0
                                ? ", with " + result.warnings() + " warnings"
                                : ""));
        ObjectNode object =
                Output.object()
                        .put("point", result.point().toString())
                        .put("readBytes", result.readBytes())
                        .put("sentBytes", result.sentBytes())
                        .put("storedBytes", result.storedBytes())
                        .put("warnings", result.warnings())
                        .put("seconds", time.toMillis() / 1000.0);
        ArrayNode images = object.putArray("images");
        for (ReceiptImage image : result.receiptBody().getImagesList()) {
            images.addObject()
                    .put("chain", image.getChain())
                    .put("kind", PointsCommands.kind(image.getKind()))
                    .put("sizeBytes", image.getSizeBytes());
        }
        ArrayNode warnings = object.putArray("warningList");
        sources.warnings().forEach(warnings::add);
        output.event(object);
    }
}
