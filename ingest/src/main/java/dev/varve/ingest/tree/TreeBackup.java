package dev.varve.ingest.tree;

import com.google.protobuf.ByteString;
import dev.varve.ingest.posix.DirectoryHandle;
import dev.varve.ingest.posix.FileStatus;
import dev.varve.ingest.posix.PosixException;
import dev.varve.ingest.push.Durable;
import dev.varve.ingest.push.ImageBackup;
import dev.varve.ingest.push.ImagePush;
import dev.varve.ingest.push.NodeLane;
import dev.varve.ingest.push.Progress;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.CommitImage;
import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.message.ImageSource;
import dev.varve.protocol.model.Id;
import java.nio.charset.StandardCharsets;

/**
 * Backs a directory tree up as one image: all that POSIX knows of its files. What cannot be read is
 * reported and left out; the run goes on. Files whose type, size, times and inode are those of the
 * chain's newest image are not read again.
 */
public final class TreeBackup implements ImageBackup {
    private static final int NODE_STREAM = 0;

    private final TreeBackupOptions options;
    private final Warnings warnings;
    private final FileStatus root;

    /**
     * Looks at the source.
     *
     * @throws ProtocolException SOURCE_UNREADABLE
     */
    public TreeBackup(TreeBackupOptions options, Progress progress) throws ProtocolException {
        this.options = options;
        warnings = new Warnings(progress);
        try (DirectoryHandle directory = DirectoryHandle.open(options.source())) {
            root = directory.status();
        } catch (PosixException e) {
            throw unreadable(e);
        }
    }

    /** What could not be backed up as it stands. */
    public Warnings warnings() {
        return warnings;
    }

    @Override
    public ImageSource source() {
        return ImageSource.newBuilder()
                .setChain(options.chain())
                .setKind(ImageKind.IMAGE_KIND_TREE)
                .build();
    }

    @Override
    public byte[] identity() {
        String identity =
                "tree\n%s\n%d %d\n%s\n%s"
                        .formatted(
                                options.source().toAbsolutePath().normalize(),
                                root.device(),
                                root.inode(),
                                options.oneFileSystem(),
                                options.excludes());
        return identity.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public CommitImage push(ImagePush push) throws ProtocolException, InterruptedException {
        try (FileReaders readers = new FileReaders(push, warnings);
                NodeLane lane = new NodeLane(push.context(), NODE_STREAM)) {
            TreeWalk walk =
                    new TreeWalk(push, options, new EarlierFiles(push), readers, lane, warnings);
            Id image = walk.walk();
            readers.finish();
            Durable.await(lane.flush());
            return CommitImage.newBuilder().setRoot(ByteString.copyFrom(image.toBytes())).build();
        } catch (PosixException e) {
            throw unreadable(e);
        }
    }

    private ProtocolException unreadable(PosixException e) {
        return new ProtocolException(
                ErrorCode.SOURCE_UNREADABLE,
                "cannot read " + options.source() + ": " + e.getMessage(),
                "name a directory that this user may read",
                e);
    }
}
