package dev.varve.tools.command;

import dev.varve.ingest.block.BlockRestore;
import dev.varve.ingest.block.Extent;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.profile.Connection;
import dev.varve.ingest.push.Progress;
import dev.varve.ingest.tree.Overwrite;
import dev.varve.ingest.tree.TreeRestore;
import dev.varve.ingest.tree.TreeRestoreOptions;
import dev.varve.ingest.tree.TreeRestoreResult;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.model.Id;
import dev.varve.tools.output.Output;
import dev.varve.tools.output.ProgressReporter;
import dev.varve.tools.output.Sizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Restores an image, or a part of one. */
@Command(
        name = "restore",
        description = {
            "Restore a tree image to a directory, a block image to a file or device.",
            "Every byte is verified before it counts. Stopped, the same command goes on."
        },
        footer = {
            "",
            "Examples:",
            "  varve restore latest:etc /tmp/etc",
            "  varve restore 0193ab latest.img --chain disk",
            "  varve restore latest:app /tmp/conf --path etc/app.conf",
            "  varve restore latest:disk /dev/vg/new --overwrite always"
        })
final class RestoreCommand extends VarveCommand {
    /** Of the files that could not be restored; varve check names them all. */
    private static final int MOST_DAMAGED_SHOWN = 10;

    @Mixin ProfileOptions profile = new ProfileOptions();
    @Mixin RateOptions rate = new RateOptions();

    @Parameters(
            index = "0",
            paramLabel = "POINT",
            description = "An id, the beginning of one, or latest:CHAIN.")
    String point = "";

    @Parameters(index = "1", paramLabel = "TARGET", description = "Directory, file or device.")
    Path target = Path.of("");

    @Option(
            names = "--chain",
            paramLabel = "NAME",
            description = "Which image, when the point has several.")
    @Nullable String chain;

    @Option(names = "--path", paramLabel = "P", description = "Only this path of a tree.")
    @Nullable String path;

    @Option(
            names = "--range",
            paramLabel = "OFFSET+LENGTH",
            description = "Only these bytes of a volume.")
    @Nullable String range;

    @Option(
            names = "--streams",
            defaultValue = "2",
            paramLabel = "N",
            description = "Lanes at once. Default: ${DEFAULT-VALUE}.")
    int streams;

    @Option(
            names = "--overwrite",
            paramLabel = "WHEN",
            converter = OverwriteConverter.class,
            description =
                    "What stands in the target: never, if-newer or always. Without: it must be empty.")
    Overwrite overwrite = Overwrite.REFUSE;

    private final List<String> warnings = new ArrayList<>();

    @Override
    int run(Output output) throws IOException, InterruptedException {
        if (streams < 1 || streams > 64) {
            throw usage("--streams " + streams + " is not in 1 to 64", "");
        }
        long startNanos = System.nanoTime();
        Progress progress = new Progress();
        PointName.Chosen chosen;
        try (Connection connection = profile.connect(streams, rate)) {
            chosen = new PointName(connection.client()).choose(point, chain);
            VaultCipher cipher = connection.unlock(profile.secret());
            try (ProgressReporter _ = ProgressReporter.start(output, "restore", progress)) {
                restore(connection, cipher, chosen, progress);
            }
        }
        warnings.forEach(warning -> output.remark("warning: " + warning));
        say(output, chosen, progress.snapshot(), Duration.ofNanos(System.nanoTime() - startNanos));
        return DONE;
    }

    private void restore(
            Connection connection, VaultCipher cipher, PointName.Chosen chosen, Progress progress)
            throws IOException, InterruptedException {
        Id root = Id.at(chosen.image().getRoot().toByteArray(), 0);
        if (chosen.image().getKind() == ImageKind.IMAGE_KIND_BLOCK) {
            if (path != null) {
                throw usage("--path is for trees; this image is a volume", "use --range");
            }
            new BlockRestore(
                            connection.client(),
                            cipher,
                            streams,
                            progress,
                            Interruption.cancellation())
                    .toFile(root, extent(), target, mayReplaceFile());
            return;
        }
        if (range != null) {
            throw usage("--range is for volumes; this image is a tree", "use --path");
        }
        TreeRestore restore =
                new TreeRestore(connection.client(), cipher, progress, Interruption.cancellation());
        TreeRestoreResult result =
                restore.run(
                        root,
                        new TreeRestoreOptions(
                                target, path == null ? "" : path, overwrite, streams));
        warnings.addAll(restore.warnings().kept());
        refuseDamaged(result);
    }

    private static void refuseDamaged(TreeRestoreResult result) throws IOException {
        int count = result.damaged().size();
        if (count > 0) {
            int shown = Math.min(count, MOST_DAMAGED_SHOWN);
            throw new ProtocolException(
                    ErrorCode.DAMAGED,
                    count
                            + " files are damaged and were not restored:\n  "
                            + String.join("\n  ", result.damaged().subList(0, shown))
                            + (shown < count ? "\n  ... and " + (count - shown) + " more" : ""),
                    "all others were; try an older point for these");
        }
    }

    private boolean mayReplaceFile() throws IOException {
        if (overwrite == Overwrite.IF_NEWER && Files.exists(target)) {
            throw usage("--overwrite if-newer is for trees", "use never or always");
        }
        return overwrite == Overwrite.ALWAYS;
    }

    private @Nullable Extent extent() throws IOException {
        if (range == null) {
            return null;
        }
        int plus = range.indexOf('+');
        try {
            return new Extent(
                    Long.parseLong(range.substring(0, Math.max(plus, 0))),
                    Long.parseLong(range.substring(plus + 1)));
        } catch (IllegalArgumentException e) {
            throw usage("--range \"" + range + "\" is not OFFSET+LENGTH in bytes", "");
        }
    }

    private void say(
            Output output, PointName.Chosen chosen, Progress.Snapshot figures, Duration time) {
        output.line(
                "restored "
                        + PointName.id(chosen.point())
                        + " to "
                        + target
                        + ": "
                        + Sizes.bytes(figures.doneBytes())
                        + " in "
                        + Sizes.seconds(time)
                        + " s");
        output.event(
                Output.object()
                        .put("point", PointName.id(chosen.point()))
                        .put("chain", chosen.image().getChain())
                        .put("target", target.toString())
                        .put("restoredBytes", figures.doneBytes())
                        .put("fetchedBytes", figures.readBytes())
                        .put("files", figures.files())
                        .put("warnings", figures.warnings())
                        .put("seconds", time.toMillis() / 1000.0));
    }
}
