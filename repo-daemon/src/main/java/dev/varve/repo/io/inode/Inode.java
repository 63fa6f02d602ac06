package dev.varve.repo.io.inode;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * An open file or folder. Names are looked up in an open folder, hold no slash, and no step follows
 * a symbolic link: what was opened is what was looked at. Safe for several threads but for {@link
 * #close}.
 */
public final class Inode implements AutoCloseable {
    private static final int STATX_BYTES = 256;
    private static final int STATX_LINKS = 16;
    private static final int STATX_MODE = 28;
    private static final int STATX_INODE = 32;
    private static final int STATX_SIZE = 40;
    private static final int STATX_DEVICE_MAJOR = 136;
    private static final int STATX_DEVICE_MINOR = 140;
    private static final int MOST_NAME_BYTES = 255;

    private final int descriptor;
    private final String shown;
    private boolean closed;

    private Inode(int descriptor, String shown) {
        this.descriptor = descriptor;
        this.shown = shown;
    }

    /** Opens the folder that the operator named; links on the way there are followed. */
    public static Inode folder(Path path) throws IOException {
        return opened(
                Libc.openat(Libc.AT_FDCWD, path.toString(), Libc.O_RDONLY | Libc.O_DIRECTORY, 0),
                path.toString());
    }

    /** Opens a folder in this folder. */
    public Inode folder(String name) throws IOException {
        return open(name, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_NOFOLLOW, 0);
    }

    /** Opens a folder in this folder, made when it is missing. */
    public Inode folderOrNew(String name, int mode) throws IOException {
        requireName(name);
        Libc.Result made = Libc.mkdirat(descriptor, name, mode);
        if (made.failed() && made.errno() != InodeException.EEXIST) {
            throw new InodeException("make folder", shown(name), made.errno());
        }
        return folder(name);
    }

    /** Opens for reading. Never waits for a FIFO's other end, never makes a terminal ours. */
    public Inode file(String name) throws IOException {
        return open(name, Libc.O_RDONLY | Libc.O_NOFOLLOW | Libc.O_NONBLOCK | Libc.O_NOCTTY, 0);
    }

    /** Opens for appending only, made when it is missing. */
    public Inode fileForAppend(String name, int mode) throws IOException {
        return open(
                name,
                Libc.O_WRONLY
                        | Libc.O_APPEND
                        | Libc.O_CREAT
                        | Libc.O_NOFOLLOW
                        | Libc.O_NONBLOCK
                        | Libc.O_NOCTTY,
                mode);
    }

    public InodeStatus status() throws IOException {
        return status("");
    }

    /** Of what has this name here; a link is not followed. */
    public InodeStatus statusOf(String name) throws IOException {
        requireName(name);
        return status(name);
    }

    /**
     * The flags that the file system keeps.
     *
     * @throws InodeException also when the file system has none
     */
    public InodeFlags flags() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bits = arena.allocate(JAVA_LONG);
            Libc.Result read = Libc.ioctl(descriptor, Libc.FS_IOC_GETFLAGS, bits);
            if (read.failed()) {
                throw new InodeException("read flags of", shown, read.errno());
            }
            return new InodeFlags(bits.get(JAVA_INT, 0));
        }
    }

    /** Not durable before {@link #sync}. */
    public void setFlags(InodeFlags flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bits = arena.allocate(JAVA_LONG);
            bits.set(JAVA_INT, 0, flags.bits());
            Libc.Result set = Libc.ioctl(descriptor, Libc.FS_IOC_SETFLAGS, bits);
            if (set.failed()) {
                throw new InodeException("set flags of", shown, set.errno());
            }
        }
    }

    public void sync() throws IOException {
        Libc.Result synced = Libc.fsync(descriptor);
        if (synced.failed()) {
            throw new InodeException("fsync", shown, synced.errno());
        }
    }

    /** Takes it for this process alone, until closed; false: another has it. flock(2). */
    public boolean tryLock() {
        return !Libc.flock(descriptor, Libc.LOCK_EX_NB).failed();
    }

    /** Takes a name out of this folder. Not durable before {@link #sync}. */
    public void unlink(String name) throws IOException {
        requireName(name);
        Libc.Result gone = Libc.unlinkat(descriptor, name);
        if (gone.failed()) {
            throw new InodeException("unlink", shown(name), gone.errno());
        }
    }

    /** Bytes from {@code offset} on, fewer at the end of the file. */
    public byte[] read(long offset, int length) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(Math.max(1, length));
            int done = 0;
            while (done < length) {
                Libc.Result read =
                        Libc.pread(descriptor, bytes.asSlice(done, length - done), offset + done);
                if (read.failed()) {
                    throw new InodeException("read", shown, read.errno());
                }
                if (read.value() == 0) {
                    break;
                }
                done += (int) read.value();
            }
            return bytes.asSlice(0, done).toArray(JAVA_BYTE);
        }
    }

    /** Writes all of it at the end. */
    public void append(byte[] content) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, content);
            long done = 0;
            while (done < content.length) {
                Libc.Result written = Libc.write(descriptor, bytes.asSlice(done));
                if (written.failed()) {
                    throw new InodeException("append to", shown, written.errno());
                }
                done += written.value();
            }
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            // Gone whatever close says; what had to be durable was synced before.
            Libc.close(descriptor);
        }
    }

    @Override
    public String toString() {
        return shown;
    }

    private Inode open(String name, int flags, int mode) throws IOException {
        requireName(name);
        return opened(Libc.openat(descriptor, name, flags, mode), shown(name));
    }

    private static Inode opened(Libc.Result result, String shown) throws IOException {
        if (result.failed()) {
            throw new InodeException("open", shown, result.errno());
        }
        return new Inode((int) result.value(), shown);
    }

    private InodeStatus status(String name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment s = arena.allocate(STATX_BYTES, Long.BYTES);
            Libc.Result looked = Libc.statx(descriptor, name, s);
            if (looked.failed()) {
                throw new InodeException("stat", shown(name), looked.errno());
            }
            return new InodeStatus(
                    Short.toUnsignedInt(s.get(JAVA_SHORT, STATX_MODE)),
                    Integer.toUnsignedLong(s.get(JAVA_INT, STATX_LINKS)),
                    s.get(JAVA_LONG, STATX_INODE),
                    ((long) s.get(JAVA_INT, STATX_DEVICE_MAJOR) << 32)
                            | Integer.toUnsignedLong(s.get(JAVA_INT, STATX_DEVICE_MINOR)),
                    s.get(JAVA_LONG, STATX_SIZE));
        }
    }

    private String shown(String name) {
        return name.isEmpty() ? shown : shown + "/" + name;
    }

    private static void requireName(String name) {
        if (name.isEmpty()
                || name.equals(".")
                || name.equals("..")
                || name.length() > MOST_NAME_BYTES
                || name.indexOf('/') >= 0
                || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not the name of a file: " + name);
        }
    }
}
