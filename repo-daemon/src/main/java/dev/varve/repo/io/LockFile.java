package dev.varve.repo.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A lock that excludes other processes and other threads of this one. The system drops it when the
 * process ends, however it ends.
 *
 * <p>POSIX drops all of a process's locks on a file when any of its descriptors is closed; so one
 * process opens a lock file once at a time, which the map of semaphores sees to.
 */
public final class LockFile implements AutoCloseable {
    private static final Map<Path, Semaphore> IN_THIS_PROCESS = new HashMap<>();

    private final FileChannel channel;
    private final FileLock lock;
    private final Semaphore turn;

    private LockFile(FileChannel channel, FileLock lock, Semaphore turn) {
        this.channel = channel;
        this.lock = lock;
        this.turn = turn;
    }

    /** Empty: somebody else has it. */
    public static Optional<LockFile> tryTake(Path path) throws IOException {
        Semaphore turn = turn(path);
        if (!turn.tryAcquire()) {
            return Optional.empty();
        }
        return Optional.ofNullable(open(path, turn, false));
    }

    /** Waits for it. Holders keep it for a few writes only. */
    public static LockFile take(Path path) throws IOException {
        Semaphore turn = turn(path);
        turn.acquireUninterruptibly();
        LockFile taken = open(path, turn, true);
        if (taken == null) {
            throw new IOException("no lock on " + path);
        }
        return taken;
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            lock.release();
        } finally {
            turn.release();
        }
    }

    private static @Nullable LockFile open(Path path, Semaphore turn, boolean wait)
            throws IOException {
        boolean done = false;
        FileChannel channel = null;
        try {
            channel =
                    FileChannel.open(
                            path,
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            FileLock lock = wait ? channel.lock() : channel.tryLock();
            if (lock == null) {
                return null;
            }
            done = true;
            return new LockFile(channel, lock, turn);
        } finally {
            if (!done) {
                if (channel != null) {
                    channel.close();
                }
                turn.release();
            }
        }
    }

    private static Semaphore turn(Path path) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        Path real =
                folder == null
                        ? path.toAbsolutePath()
                        : folder.toRealPath().resolve(path.getFileName());
        synchronized (IN_THIS_PROCESS) {
            return IN_THIS_PROCESS.computeIfAbsent(real, key -> new Semaphore(1));
        }
    }
}
