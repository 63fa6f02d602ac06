package dev.varve.ingest.tree;

import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.posix.DirectoryHandle;
import dev.varve.ingest.posix.FileName;
import dev.varve.ingest.posix.PosixException;
import dev.varve.ingest.pull.NodeFetcher;
import dev.varve.ingest.push.Cancellation;
import dev.varve.ingest.push.Progress;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Restores a tree image, or one path of it, into a directory, and never outside of it. Interrupted,
 * it is run again and goes on. Every byte is proved by the name of its chunk before it is written;
 * the target's file system is synced before this returns.
 */
public final class TreeRestore {
    private final RepositoryClient client;
    private final VaultCipher cipher;
    private final Progress progress;
    private final Cancellation cancellation;
    private final Warnings warnings;
    private final TreeReader reader;

    public TreeRestore(
            RepositoryClient client,
            VaultCipher cipher,
            Progress progress,
            Cancellation cancellation) {
        this.client = client;
        this.cipher = cipher;
        this.progress = progress;
        this.cancellation = cancellation;
        warnings = new Warnings(progress);
        reader = new TreeReader(new NodeFetcher(client), cipher);
    }

    /**
     * What could not be restored as it was; the content of every file that stands there is right
     * all the same.
     */
    public Warnings warnings() {
        return warnings;
    }

    /**
     * Restores.
     *
     * @throws ProtocolException TARGET_NOT_EMPTY, TARGET_UNWRITABLE, DAMAGED when the tree itself
     *     is, POINT_UNKNOWN when the path is not in the image, CANCELLED
     */
    public TreeRestoreResult run(Id root, TreeRestoreOptions options)
            throws ProtocolException, InterruptedException {
        TreeEntry rootEntry = reader.root(root);
        try {
            Files.createDirectories(options.target());
            try (DirectoryHandle target = DirectoryHandle.open(options.target().toRealPath())) {
                return restore(root, rootEntry, options, target);
            }
        } catch (PosixException e) {
            throw BatchRestore.unwritable(e);
        } catch (ProtocolException e) {
            throw e;
        } catch (IOException e) {
            throw new ProtocolException(
                    ErrorCode.TARGET_UNWRITABLE,
                    "cannot make the target " + options.target() + ": " + e.getMessage(),
                    "name a directory that this user may write",
                    e);
        }
    }

    private TreeRestoreResult restore(
            Id root, TreeEntry rootEntry, TreeRestoreOptions options, DirectoryHandle target)
            throws IOException, InterruptedException {
        boolean whole = options.path().isEmpty();
        TreeWalks walks = new TreeWalks(reader);
        TreeEntry start = whole ? rootEntry : walks.resolve(rootEntry, options.path());
        boolean resumed = prepare(root, options, target);
        RestoreCounts counts = new RestoreCounts();
        Attributes attributes = new Attributes(warnings);
        try (FileWriters writers = writers(attributes, counts, options.streams())) {
            RestoreWalk walk =
                    new RestoreWalk(
                            target,
                            reader,
                            writers,
                            attributes,
                            warnings,
                            counts,
                            progress,
                            options.overwrite(),
                            resumed);
            walk.walk(whole ? walks.list(rootEntry) : List.of(start));
            writers.finish();
            walk.finish();
        }
        RestoreMarker.remove(target);
        if (whole) {
            attributesOfTarget(options.target(), rootEntry, attributes);
        }
        target.syncFileSystem();
        return counts.result();
    }

    private FileWriters writers(Attributes attributes, RestoreCounts counts, int streams) {
        return new FileWriters(
                client, cipher, cancellation, progress, reader, attributes, counts, streams);
    }

    /** True when files of an earlier run can be kept. */
    private static boolean prepare(Id root, TreeRestoreOptions options, DirectoryHandle target)
            throws PosixException, ProtocolException {
        RestoreMarker.State state = RestoreMarker.read(target, root, options.path());
        if (state == RestoreMarker.State.FOREIGN && options.overwrite() == Overwrite.REFUSE) {
            throw new ProtocolException(
                    ErrorCode.TARGET_NOT_EMPTY,
                    "the target " + options.target() + " is not empty",
                    "name an empty or new directory, or say --overwrite never, if-newer or always");
        }
        if (state == RestoreMarker.State.EMPTY || options.overwrite() == Overwrite.REFUSE) {
            RestoreMarker.write(target, root, options.path());
        }
        return state == RestoreMarker.State.BEGUN;
    }

    private static void attributesOfTarget(Path target, TreeEntry rootEntry, Attributes attributes)
            throws IOException {
        Path real = target.toRealPath();
        Path parent = real.getParent();
        if (parent != null) {
            try (DirectoryHandle above = DirectoryHandle.open(parent)) {
                attributes.apply(above, FileName.of(real.getFileName().toString()), rootEntry);
            }
        }
    }
}
