package dev.varve.ingest.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/** Reads {@code struct statx}, whose layout is the same on every Linux: statx(2). */
final class Statx {
    private static final int NLINK_OFFSET = 16;
    private static final int UID_OFFSET = 20;
    private static final int GID_OFFSET = 24;
    private static final int MODE_OFFSET = 28;
    private static final int INODE_OFFSET = 32;
    private static final int SIZE_OFFSET = 40;
    private static final int BLOCKS_OFFSET = 48;
    private static final int CTIME_OFFSET = 96;
    private static final int MTIME_OFFSET = 112;
    private static final int RDEV_MAJOR_OFFSET = 128;
    private static final int RDEV_MINOR_OFFSET = 132;
    private static final int DEV_MAJOR_OFFSET = 136;
    private static final int DEV_MINOR_OFFSET = 140;
    private static final int BLOCK_BYTES = 512;

    private Statx() {}

    /**
     * Status of {@code name} in {@code directory}, links not followed; of the descriptor itself
     * when the name is empty.
     */
    static FileStatus of(int directory, byte[] name, Supplier<String> shownPath)
            throws PosixException {
        Libc.Scratch scratch = Libc.scratch();
        if (call(scratch, directory, name) < 0) {
            throw new PosixException("stat", shownPath.get(), scratch.errno());
        }
        return read(scratch.structure);
    }

    /** False when there is no such name: a common answer, not an error. */
    static boolean exists(int directory, byte[] name, Supplier<String> shownPath)
            throws PosixException {
        Libc.Scratch scratch = Libc.scratch();
        if (call(scratch, directory, name) == 0) {
            return true;
        }
        if (scratch.errno() == PosixException.ENOENT) {
            return false;
        }
        throw new PosixException("stat", shownPath.get(), scratch.errno());
    }

    private static int call(Libc.Scratch scratch, int directory, byte[] name) {
        int flags = Libc.AT_SYMLINK_NOFOLLOW | (name.length == 0 ? Libc.AT_EMPTY_PATH : 0);
        try {
            return (int)
                    Libc.STATX.invokeExact(
                            scratch.capture,
                            directory,
                            scratch.first(name),
                            flags,
                            Libc.STATX_BASIC_STATS,
                            scratch.structure);
        } catch (Throwable e) {
            throw Libc.failed(e);
        }
    }

    private static FileStatus read(MemorySegment s) {
        int mode = Short.toUnsignedInt(s.get(JAVA_SHORT, MODE_OFFSET));
        FileType type = FileType.ofMode(mode);
        return new FileStatus(
                type,
                mode & ~FileType.MASK,
                s.get(JAVA_INT, UID_OFFSET),
                s.get(JAVA_INT, GID_OFFSET),
                Integer.toUnsignedLong(s.get(JAVA_INT, NLINK_OFFSET)),
                s.get(JAVA_LONG, INODE_OFFSET),
                device(s, DEV_MAJOR_OFFSET, DEV_MINOR_OFFSET),
                s.get(JAVA_LONG, SIZE_OFFSET),
                s.get(JAVA_LONG, BLOCKS_OFFSET) * BLOCK_BYTES,
                time(s, MTIME_OFFSET),
                time(s, CTIME_OFFSET),
                type.isDevice() ? device(s, RDEV_MAJOR_OFFSET, RDEV_MINOR_OFFSET) : 0);
    }

    private static long device(MemorySegment s, int majorOffset, int minorOffset) {
        return ((long) s.get(JAVA_INT, majorOffset) << 32)
                | Integer.toUnsignedLong(s.get(JAVA_INT, minorOffset));
    }

    private static FileTime time(MemorySegment s, int offset) {
        return new FileTime(s.get(JAVA_LONG, offset), s.get(JAVA_INT, offset + Long.BYTES));
    }
}
