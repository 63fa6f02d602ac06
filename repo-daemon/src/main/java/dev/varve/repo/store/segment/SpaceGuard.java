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

    private final StorageDirectory directory;
    private final long reserveBytes;
    private long grantedBytes;

    SpaceGuard(StorageDirectory directory, long reserveBytes) throws IOException {
        this.directory = directory;
        this.reserveBytes = Math.min(reserveBytes, directory.totalBytes() / RESERVE_SHARE);
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
        return directory.freeBytes() - reserveBytes >= bytes;
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
