package dev.varve.repo.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens files past the page cache where their file system can (ext4, XFS, btrfs can, tmpfs may
 * not), and never tries again where it cannot. Safe for several threads.
 */
final class DirectFiles {
    static final Logger LOGGER = LoggerFactory.getLogger(DirectFiles.class);

    /** No file system asks for larger blocks. */
    private static final int MOST_BLOCK_BYTES = 64 << 10;

    private volatile boolean impossible;
    private volatile @Nullable AlignedBuffers buffers;

    /** Null: not on this file system. */
    @Nullable ReopenedChannel open(Path path) {
        if (impossible) {
            return null;
        }
        try {
            long blockBytes = Files.getFileStore(path).getBlockSize();
            if (Long.bitCount(blockBytes) != 1 || blockBytes > MOST_BLOCK_BYTES) {
                throw new IOException("blocks of " + blockBytes + " bytes");
            }
            ReopenedChannel channel =
                    new ReopenedChannel(path, Set.of(StandardOpenOption.WRITE, direct()));
            synchronized (this) {
                if (buffers == null) {
                    buffers = new AlignedBuffers((int) blockBytes);
                }
            }
            return channel;
        } catch (IOException | UnsupportedOperationException e) {
            impossible = true;
            LOGGER.atInfo()
                    .addKeyValue("file", path)
                    .addKeyValue("reason", e.getMessage())
                    .log("direct writes are not possible here: writing through the page cache");
            return null;
        }
    }

    /** By its name: compilers warn of the module that has it, jdk.unsupported. */
    private static OpenOption direct() throws IOException {
        try {
            return (OpenOption)
                    Class.forName("com.sun.nio.file.ExtendedOpenOption")
                            .getField("DIRECT")
                            .get(null);
        } catch (ReflectiveOperationException e) {
            throw new IOException("this Java has no direct writes", e);
        }
    }

    /** Only after {@link #open} gave a file. */
    AlignedBuffers buffers() {
        AlignedBuffers made = buffers;
        if (made == null) {
            throw new IllegalStateException("no file was opened");
        }
        return made;
    }
}
