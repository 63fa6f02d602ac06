package dev.varve.ingest.posix;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * An open directory, and what can be done with the names in it. No step follows a symbolic link,
 * and none leaves the directory: names are {@link FileName}s. Safe for several threads, but for
 * {@link #names} and {@link #close}.
 */
public final class DirectoryHandle implements AutoCloseable {
    private static final int DIRENT_LENGTH_OFFSET = 16;
    private static final int DIRENT_NAME_OFFSET = 19;

    private final int descriptor;
    private final Supplier<String> shownPath;
    private final byte[] procPath;
    private boolean closed;

    private DirectoryHandle(int descriptor, Supplier<String> shownPath) {
        this.descriptor = descriptor;
        this.shownPath = shownPath;
        procPath = ("/proc/self/fd/" + descriptor).getBytes(StandardCharsets.US_ASCII);
    }

    /** Opens the directory that the user named; links on the way there are followed. */
    public static DirectoryHandle open(Path path) throws PosixException {
        int flags = Libc.O_RDONLY | Libc.O_DIRECTORY;
        return new DirectoryHandle(Descriptors.open(path, flags), path::toString);
    }

    /** Opens this same directory once more. */
    public DirectoryHandle reopen() throws PosixException {
        int flags = Libc.O_RDONLY | Libc.O_DIRECTORY;
        byte[] self = {'.'};
        return new DirectoryHandle(
                Descriptors.open(descriptor, self, flags, 0, shownPath), shownPath);
    }

    /** What messages call this directory. */
    public String shownPath() {
        return shownPath.get();
    }

    public FileStatus status() throws PosixException {
        return Statx.of(descriptor, new byte[0], shownPath);
    }

    public FileStatus status(FileName name) throws PosixException {
        return Statx.of(descriptor, name.toBytes(), () -> shown(name));
    }

    public boolean exists(FileName name) throws PosixException {
        return Statx.exists(descriptor, name.toBytes(), () -> shown(name));
    }

    public DirectoryHandle openDirectory(FileName name) throws PosixException {
        int flags = Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_NOFOLLOW;
        return new DirectoryHandle(
                Descriptors.open(descriptor, name.toBytes(), flags, 0, () -> shown(name)),
                () -> shown(name));
    }

    /** Opens for reading. Never waits for a FIFO's other end, never makes a terminal ours. */
    public FileHandle openFile(FileName name) throws PosixException {
        int flags = Libc.O_RDONLY | Libc.O_NOFOLLOW | Libc.O_NONBLOCK | Libc.O_NOCTTY;
        return new FileHandle(
                Descriptors.open(descriptor, name.toBytes(), flags, 0, () -> shown(name)),
                () -> shown(name));
    }

    /**
     * Makes a new file, for its owner alone, open for reading and writing; fails when the name is
     * taken.
     */
    public FileHandle createFile(FileName name) throws PosixException {
        int flags = Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL | Libc.O_NOFOLLOW;
        return new FileHandle(
                Descriptors.open(descriptor, name.toBytes(), flags, 0600, () -> shown(name)),
                () -> shown(name));
    }

    /** Opens an existing file for reading and writing. */
    public FileHandle reopenFile(FileName name) throws PosixException {
        int flags = Libc.O_RDWR | Libc.O_NOFOLLOW | Libc.O_NONBLOCK;
        return new FileHandle(
                Descriptors.open(descriptor, name.toBytes(), flags, 0, () -> shown(name)),
                () -> shown(name));
    }

    /**
     * All names, in the order of the file system. Reads from the start each time it is called on a
     * fresh handle.
     */
    public List<FileName> names() throws PosixException {
        List<FileName> names = new ArrayList<>();
        Libc.Scratch scratch = Libc.scratch();
        while (true) {
            long length;
            try {
                length =
                        (long)
                                Libc.GETDENTS.invokeExact(
                                        scratch.capture,
                                        descriptor,
                                        scratch.buffer,
                                        (long) Libc.Scratch.BUFFER_BYTES);
            } catch (Throwable e) {
                throw Libc.failed(e);
            }
            if (length < 0) {
                throw new PosixException("read directory", shownPath.get(), scratch.errno());
            }
            if (length == 0) {
                return names;
            }
            addNames(scratch.buffer, length, names);
        }
    }

    private static void addNames(MemorySegment entries, long length, List<FileName> names) {
        long at = 0;
        while (at < length) {
            long end = at + DIRENT_NAME_OFFSET;
            while (entries.get(ValueLayout.JAVA_BYTE, end) != 0) {
                end++;
            }
            byte[] name =
                    entries.asSlice(at + DIRENT_NAME_OFFSET, end - at - DIRENT_NAME_OFFSET)
                            .toArray(ValueLayout.JAVA_BYTE);
            if (FileName.isLegal(name)) { // all but "." and ".."
                names.add(FileName.of(name));
            }
            at +=
                    Short.toUnsignedInt(
                            entries.get(
                                    ValueLayout.JAVA_SHORT_UNALIGNED, at + DIRENT_LENGTH_OFFSET));
        }
    }

    /** Where a symbolic link points, as the bytes that stand in it. */
    public byte[] readLink(FileName name) throws PosixException {
        Libc.Scratch scratch = Libc.scratch();
        long length =
                Libc.call(
                        Libc.READLINKAT,
                        scratch,
                        descriptor,
                        scratch.first(name.toBytes()),
                        scratch.buffer,
                        (long) Libc.Scratch.BUFFER_BYTES);
        if (length < 0) {
            throw new PosixException("readlink", shown(name), scratch.errno());
        }
        return scratch.buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Extended attributes and ACLs by name (Latin 1 of its bytes). */
    public SortedMap<String, byte[]> attributes(FileName name) throws PosixException {
        return ExtendedAttributes.read(procPath(name), () -> shown(name));
    }

    /** Extended attributes of this directory itself. */
    public SortedMap<String, byte[]> attributes() throws PosixException {
        return ExtendedAttributes.read(procPathOfSelf(), shownPath);
    }

    public void setAttribute(FileName name, String attribute, byte[] value) throws PosixException {
        ExtendedAttributes.write(procPath(name), attribute, value, () -> shown(name));
    }

    public void setAttribute(String attribute, byte[] value) throws PosixException {
        ExtendedAttributes.write(procPathOfSelf(), attribute, value, shownPath);
    }

    public void removeAttribute(FileName name, String attribute) throws PosixException {
        ExtendedAttributes.remove(procPath(name), attribute, () -> shown(name));
    }

    public void makeDirectory(FileName name) throws PosixException {
        check("mkdir", name, Libc.MKDIRAT, descriptor, first(name), 0700);
    }

    /** Makes a device, FIFO, socket or empty file, for its owner alone. */
    public void makeNode(FileName name, FileType type, long deviceNumber) throws PosixException {
        check(
                "mknod",
                name,
                Libc.MKNODAT,
                descriptor,
                first(name),
                type.modeBits() | 0600,
                encodedDevice(deviceNumber));
    }

    public void makeLink(FileName name, byte[] target) throws PosixException {
        MemorySegment text = Libc.scratch().second(target);
        check("symlink", name, Libc.SYMLINKAT, text, descriptor, first(name));
    }

    /** A second name, here, for the file {@code existing} of {@code directory}. */
    public void makeHardLink(FileName name, DirectoryHandle directory, FileName existing)
            throws PosixException {
        MemorySegment from = Libc.scratch().second(existing.toBytes());
        check("link", name, Libc.LINKAT, directory.descriptor, from, descriptor, first(name), 0);
    }

    public void remove(FileName name) throws PosixException {
        check("unlink", name, Libc.UNLINKAT, descriptor, first(name), 0);
    }

    public void removeDirectory(FileName name) throws PosixException {
        check("rmdir", name, Libc.UNLINKAT, descriptor, first(name), Libc.AT_REMOVEDIR);
    }

    /** Renames within this directory; what had the new name is replaced. */
    public void rename(FileName from, FileName to) throws PosixException {
        MemorySegment old = Libc.scratch().second(from.toBytes());
        check("rename", to, Libc.RENAMEAT, descriptor, old, descriptor, first(to));
    }

    public void owner(FileName name, int uid, int gid) throws PosixException {
        int flags = Libc.AT_SYMLINK_NOFOLLOW;
        check("chown", name, Libc.FCHOWNAT, descriptor, first(name), uid, gid, flags);
    }

    /** Permissions of anything but a symbolic link, which has none: ENOTSUP then. */
    public void permissions(FileName name, int permissions) throws PosixException {
        int flags = Libc.AT_SYMLINK_NOFOLLOW;
        try {
            check("chmod", name, Libc.FCHMODAT, descriptor, first(name), permissions, flags);
        } catch (PosixException e) {
            if (e.errno() != PosixException.ENOTSUP || status(name).type() == FileType.SYMLINK) {
                throw e;
            }
            // glibc before 2.32 has no such flag
            check("chmod", name, Libc.FCHMODAT, descriptor, first(name), permissions, 0);
        }
    }

    /** Sets the time of modification; the time of access becomes the same. */
    public void modified(FileName name, FileTime time) throws PosixException {
        MemorySegment times = times(time);
        int flags = Libc.AT_SYMLINK_NOFOLLOW;
        check("utimens", name, Libc.UTIMENSAT, descriptor, first(name), times, flags);
    }

    /** Makes all that this directory's file system was told durable. */
    public void syncFileSystem() throws PosixException {
        Libc.Scratch scratch = Libc.scratch();
        if (Libc.call(Libc.SYNCFS, scratch, descriptor) < 0) {
            throw new PosixException("syncfs", shownPath.get(), scratch.errno());
        }
    }

    private static MemorySegment times(FileTime time) {
        MemorySegment times = Libc.scratch().structure;
        for (int at = 0; at <= 16; at += 16) {
            times.set(ValueLayout.JAVA_LONG, at, time.seconds());
            times.set(ValueLayout.JAVA_LONG, at + 8, time.nanos());
        }
        return times;
    }

    private static MemorySegment first(FileName name) {
        return Libc.scratch().first(name.toBytes());
    }

    /** As makedev(3) packs a device number. */
    private static long encodedDevice(long deviceNumber) {
        long major = deviceNumber >>> 32;
        long minor = deviceNumber & 0xFFFFFFFFL;
        return ((major & 0xFFFFF000L) << 32)
                | ((major & 0xFFFL) << 8)
                | ((minor & 0xFFFFFF00L) << 12)
                | (minor & 0xFFL);
    }

    private void check(String what, FileName name, MethodHandle function, Object... arguments)
            throws PosixException {
        Libc.Scratch scratch = Libc.scratch();
        if (Libc.call(function, scratch, arguments) < 0) {
            throw new PosixException(what, shown(name), scratch.errno());
        }
    }

    private byte[] procPath(FileName name) {
        byte[] nameBytes = name.toBytes();
        byte[] path = new byte[procPath.length + 1 + nameBytes.length];
        System.arraycopy(procPath, 0, path, 0, procPath.length);
        path[procPath.length] = '/';
        System.arraycopy(nameBytes, 0, path, procPath.length + 1, nameBytes.length);
        return path;
    }

    private byte[] procPathOfSelf() {
        byte[] path = java.util.Arrays.copyOf(procPath, procPath.length + 2);
        path[procPath.length] = '/';
        path[procPath.length + 1] = '.';
        return path;
    }

    private String shown(FileName name) {
        return shownPath.get() + "/" + name;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Descriptors.close(descriptor);
        }
    }
}
