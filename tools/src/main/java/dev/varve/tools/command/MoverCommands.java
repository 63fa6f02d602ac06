package dev.varve.tools.command;

import dev.varve.ingest.block.BlockBackup;
import dev.varve.ingest.block.BlockRestore;
import dev.varve.ingest.block.BlockSource;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.profile.Connection;
import dev.varve.ingest.push.BackupOptions;
import dev.varve.ingest.push.BackupResult;
import dev.varve.ingest.push.BackupRun;
import dev.varve.ingest.push.Cancellation;
import dev.varve.ingest.push.ImageBackup;
import dev.varve.ingest.push.PointNotes;
import dev.varve.ingest.push.Progress;
import dev.varve.ingest.record.CompressionLevel;
import dev.varve.ingest.tree.Overwrite;
import dev.varve.ingest.tree.TreeBackup;
import dev.varve.ingest.tree.TreeBackupOptions;
import dev.varve.ingest.tree.TreeRestore;
import dev.varve.ingest.tree.TreeRestoreOptions;
import dev.varve.ingest.tree.TreeRestoreResult;
import dev.varve.k8s.changed.MetadataSource;
import dev.varve.k8s.changed.SnapshotTracker;
import dev.varve.k8s.held.HeldRestore;
import dev.varve.k8s.point.ClusterPoint;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.message.RetentionAsked;
import dev.varve.protocol.model.Id;
import dev.varve.tools.output.Output;
import dev.varve.tools.output.ProgressReporter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What mover Pods run: one volume, one direction. */
@Command(
        name = "mover",
        description = "Move one volume between a Pod and the repository, and leave a result.",
        subcommands = {MoverCommands.Capture.class, MoverCommands.Restore.class})
final class MoverCommands extends GroupCommand {

    @Command(
            name = "capture",
            description = "Back the mounted volume up as the next image of its chain.",
            footer = {
                "",
                "Example:",
                "  varve mover capture --task move-1 --credentials /etc/varve/credentials"
                        + " --directory /volume --chain k8s/prod/ns/shop/pvc/data"
            })
    static final class Capture extends VarveCommand {
        @Mixin MoverOptions mover = new MoverOptions();

        @Option(
                names = "--consistency",
                defaultValue = "crash",
                paramLabel = "CLASS",
                description = "live, crash, frozen or stopped: what the volume is a copy of.")
        String consistency = "";

        @Option(
                names = "--snapshot",
                paramLabel = "JSON",
                description =
                        "Devices: the snapshot that it shows, and whom to ask what changed, as the"
                                + " collector says it.")
        @Nullable String snapshot;

        @Option(
                names = "--token",
                defaultValue = "/etc/varve/metadata/token",
                paramLabel = "FILE",
                description = "With --snapshot: the token to ask with. Default: ${DEFAULT-VALUE}.")
        Path token = Path.of("");

        @Option(
                names = "--state-dir",
                defaultValue = "/tmp/varve",
                paramLabel = "DIR",
                description = "Where the journal is kept. Default: ${DEFAULT-VALUE}.")
        Path state = Path.of("");

        @Override
        int run(Output output) throws IOException, InterruptedException {
            Cancellation cancellation = Interruption.cancellation();
            return mover.run(output, connection -> capture(output, connection, cancellation));
        }

        private MoverOptions.Moved capture(
                Output output, Connection connection, Cancellation cancellation)
                throws IOException, InterruptedException {
            Progress progress = new Progress();
            VaultCipher cipher = connection.unlock(Optional.empty());
            SnapshotTracker tracker = tracker(cipher);
            String note = tracker == null ? "volume of " + mover.chain : tracker.note(mover.chain);
            BackupOptions options =
                    new BackupOptions(
                            CompressionLevel.DEFAULT,
                            mover.streams(),
                            state,
                            () -> new PointNotes(note, consistency),
                            RetentionAsked.newBuilder().setMode("none").build(),
                            true);
            BackupRun run =
                    new BackupRun(
                            connection.client(),
                            cipher,
                            options,
                            progress,
                            cancellation,
                            connection.random(),
                            Clock.systemUTC());
            ImageBackup image = image(progress, tracker);
            try (ProgressReporter _ = ProgressReporter.start(output, "capture", progress)) {
                BackupResult result = run.run(List.of(image));
                return new MoverOptions.Moved(
                        result.readBytes(),
                        result.point().toString(),
                        tracker == null ? "" : tracker.how());
            }
        }

        private @Nullable SnapshotTracker tracker(VaultCipher cipher) throws ProtocolException {
            if (snapshot == null || !mover.isDevice()) {
                return null;
            }
            try {
                return new SnapshotTracker(
                        MetadataSource.parse(snapshot), mover.chain, cipher, token);
            } catch (IllegalArgumentException e) {
                throw usage("--snapshot is " + e.getMessage(), "");
            }
        }

        private ImageBackup image(Progress progress, @Nullable SnapshotTracker tracker)
                throws IOException {
            return mover.isDevice()
                    ? new BlockBackup(
                            BlockSource.of(mover.volume()),
                            mover.chain,
                            BlockBackup.BLOCK_BYTES,
                            tracker)
                    : new TreeBackup(
                            new TreeBackupOptions(mover.volume(), mover.chain, List.of(), true),
                            progress);
        }
    }

    @Command(
            name = "restore",
            description = "Fill the mounted volume from a restore point.",
            footer = {
                "",
                "Example:",
                "  varve mover restore --task move-2 --credentials /etc/varve/credentials"
                        + " --device /dev/varve-volume --chain k8s/prod/ns/shop/pvc/data"
                        + " --point 01a2188e37a032b88d84d8822c9d2c58"
            })
    static final class Restore extends VarveCommand {
        @Mixin MoverOptions mover = new MoverOptions();

        @Option(
                names = "--point",
                required = true,
                paramLabel = "POINT",
                description = "The restore point that has the volume.")
        String point = "";

        @Option(names = "--path", paramLabel = "P", description = "Only this path of the volume.")
        @Nullable String path;

        @Override
        int run(Output output) throws IOException, InterruptedException {
            Cancellation cancellation = Interruption.cancellation();
            return mover.run(output, connection -> restore(output, connection, cancellation));
        }

        private MoverOptions.Moved restore(
                Output output, Connection connection, Cancellation cancellation)
                throws IOException, InterruptedException {
            PointName.Chosen chosen = new PointName(connection.client()).choose(point, mover.chain);
            VaultCipher cipher = connection.unlock(Optional.empty());
            Id root = Id.at(chosen.image().getRoot().toByteArray(), 0);
            boolean isBlock = chosen.image().getKind() == ImageKind.IMAGE_KIND_BLOCK;
            if (isBlock != mover.isDevice()) {
                throw usage(
                        "the image of chain "
                                + mover.chain
                                + (isBlock ? " is a device" : " is files"),
                        isBlock ? "name a --device" : "name a --directory");
            }
            Progress progress = new Progress();
            try (ProgressReporter _ = ProgressReporter.start(output, "restore", progress)) {
                if (isBlock) {
                    new BlockRestore(
                                    connection.client(),
                                    cipher,
                                    mover.streams(),
                                    progress,
                                    cancellation)
                            .toFile(root, null, mover.volume(), true);
                } else {
                    tree(
                            new TreeRestore(connection.client(), cipher, progress, cancellation),
                            root);
                }
                placeHeld(output, connection, cipher, chosen, cancellation);
            }
            return new MoverOptions.Moved(
                    progress.snapshot().doneBytes(), PointName.id(chosen.point()));
        }

        /** Only on the whole volume: a part of it is nothing that an application starts on. */
        private void placeHeld(
                Output output,
                Connection connection,
                VaultCipher cipher,
                PointName.Chosen chosen,
                Cancellation cancellation)
                throws IOException, InterruptedException {
            ClusterPoint of = ClusterPoint.open(chosen.point(), cipher).orElse(null);
            if (of == null || path != null) {
                return;
            }
            if (mover.isDevice()) {
                if (HeldRestore.hasAnything(of, mover.chain)) {
                    output.remark("what its application gave cannot be put on a device");
                }
                return;
            }
            try (HeldRestore held =
                    new HeldRestore(of, connection.client(), cipher, cancellation)) {
                held.place(mover.chain, mover.volume())
                        .forEach(each -> output.remark("put in place what " + each + " gave"));
            }
        }

        private void tree(TreeRestore restore, Id root) throws IOException, InterruptedException {
            TreeRestoreResult result =
                    restore.run(
                            root,
                            new TreeRestoreOptions(
                                    mover.volume(),
                                    path == null ? "" : path,
                                    Overwrite.ALWAYS,
                                    mover.streams()));
            if (!result.damaged().isEmpty()) {
                throw new ProtocolException(
                        ErrorCode.DAMAGED,
                        result.damaged().size()
                                + " files are damaged, first "
                                + result.damaged().getFirst(),
                        "try an older point");
            }
        }
    }
}
