package dev.varve.repo.store.segment;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.repo.io.StorageDirectory;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Keeps appends out of the reserve. Asks the disk once for many appends. */
final class SpaceGuard {
    private static final long ASK_AGAIN_BYTES = 16 << 20;
    private static final int RESERVE_SHARE = 50;

    /**
     * Copies leave so much, or a 32nd of the disk, to the ledger, the index and what ends points.
     */
    private static final long LEFT_BY_COPIES_BYTES = 8 << 20;

    private static final int LEFT_BY_COPIES_SHARE = 32;

    private final StorageDirectory directory;
    private final long reserveBytes;
    private final long leftByCopiesBytes;
    private long grantedBytes;

    SpaceGuard(StorageDirectory directory, long reserveBytes) throws IOException {
        this.directory = directory;
        this.reserveBytes = Math.min(reserveBytes, directory.totalBytes() / RESERVE_SHARE);
        this.leftByCopiesBytes =
                Math.min(LEFT_BY_COPIES_BYTES, directory.totalBytes() / LEFT_BY_COPIES_SHARE);
    }

    /**
     * Takes {@code bytes} from what is free above the reserve.
     *
     * @throws ProtocolException DISK_FULL
     */
    synchronized void take(long bytes) throws IOException {
        if (grantedBytes < bytes) {
            long room = directory.freeBytes() - reserveBytes;
            if (room < bytes) {
                grantedBytes = 0;
                throw full(directory, null);
            }
            grantedBytes = Math.max(bytes, Math.min(ASK_AGAIN_BYTES, room));
        }
        grantedBytes -= bytes;
    }

    /** Whether {@code bytes} are free above the reserve; takes none of them. */
    boolean has(long bytes) throws IOException {
        return directory.freeBytes() - Math.max(reserveBytes, leftByCopiesBytes) >= bytes;
    }

    /**
     * Returns when {@code bytes} can be copied on this disk, its reserve included, so that the
     * little is left without which nothing could give room back any more. Takes none of them.
     *
     * @throws ProtocolException DISK_FULL
     */
    void requireForCopies(long bytes) throws IOException {
        long free = directory.freeBytes();
        if (free - leftByCopiesBytes < bytes) {
            throw new ProtocolException(
                    ErrorCode.DISK_FULL,
                    "compaction has to move "
                            + bytes
                            + " bytes and leaves "
                            + leftByCopiesBytes
                            + " free, but the disk of "
                            + directory.path()
                            + " has room for "
                            + free,
                    "Free some room: take away what others wrote, or end restore points, since"
                            + " segments that are dead whole go without being moved. Nothing is"
                            + " lost, and compaction goes on by itself.");
        }
    }

    static ProtocolException full(StorageDirectory directory, @Nullable IOException cause) {
        ProtocolException full =
                new ProtocolException(
                        ErrorCode.DISK_FULL,
                        "the disk of " + directory.path() + " is full up to its reserve",
                        "Free some room or add a disk; what was acknowledged is safe, and the"
                                + " push goes on where it stopped.");
        if (cause != null) {
            full.initCause(cause);
        }
        return full;
    }
}
