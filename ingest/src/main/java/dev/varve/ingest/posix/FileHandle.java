package dev.varve.ingest.posix;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * An open regular file (or device). Not safe for several threads, but for the positional reads and
 * writes.
 */
public final class FileHandle implements AutoCloseable {
    private final int descriptor;
    private final Supplier<String> shownPath;
    private boolean closed;

    FileHandle(int descriptor, Supplier<String> shownPath) {
        this.descriptor = descriptor;
        this.shownPath = shownPath;
    }

    /** Opens the file or device that the user named, for reading; links there are followed. */
    public static FileHandle open(Path path) throws PosixException {
        return new FileHandle(Descriptors.open(path, Libc.O_RDONLY), path::toString);
    }

    public FileStatus status() throws PosixException {
        return Statx.of(descriptor, new byte[0], shownPath);
    }

    /**
     * Reads at {@code offsetBytes} into the direct buffer, from its position on.
     *
     * @return bytes read, 0 at the end of the file
     */
    public int read(ByteBuffer direct, long offsetBytes) throws PosixException {
        Libc.Scratch scratch = Libc.scratch();
        long length;
        try {
            length =
                    (long)
                            Libc.PREAD.invokeExact(
                                    scratch.capture,
                                    descriptor,
                                    MemorySegment.ofBuffer(direct),
                                    (long) direct.remaining(),
                                    offsetBytes);
        } catch (Throwable e) {
            throw Libc.failed(e);
        }
        if (length < 0) {
            throw new PosixException("read at " + offsetBytes, shownPath.get(), scratch.errno());
        }
        direct.position(direct.position() + (int) length);
        return (int) length;
    }

    /** Writes all that the direct buffer holds, from its position on, at {@code offsetBytes}. */
    public void write(ByteBuffer direct, long offsetBytes) throws PosixException {
        Libc.Scratch scratch = Libc.scratch();
        long at = offsetBytes;
        while (direct.hasRemaining()) {
            long length;
            try {
                length =
                        (long)
                                Libc.PWRITE.invokeExact(
                                        scratch.capture,
                                        descriptor,
                                        MemorySegment.ofBuffer(direct),
                                        (long) direct.remaining(),
                                        at);
            } catch (Throwable e) {
                throw Libc.failed(e);
            }
            if (length < 0) {
                throw new PosixException("write at " + at, shownPath.get(), scratch.errno());
            }
            direct.position(direct.position() + (int) length);
            at += length;
        }
    }

    /** First byte of data at or after {@code offsetBytes}; -1 when only a hole is left. */
    public long nextData(long offsetBytes) throws PosixException {
        Libc.Scratch scratch = Libc.scratch();
        long at = seek(scratch, offsetBytes, Libc.SEEK_DATA);
        if (at < 0) {
            if (scratch.errno() == PosixException.ENXIO) {
                return -1;
            }
            if (scratch.errno() == PosixException.EINVAL) {
                return offsetBytes; // no notion of holes here: all is data
            }
            throw new PosixException("seek data", shownPath.get(), scratch.errno());
        }
        return at;
    }

    /** First byte of a hole at or after {@code offsetBytes}; the end of the file is one. */
    public long nextHole(long offsetBytes, long sizeBytes) throws PosixException {
        Libc.Scratch scratch = Libc.scratch();
        long at = seek(scratch, offsetBytes, Libc.SEEK_HOLE);
        if (at < 0) {
            if (scratch.errno() == PosixException.EINVAL) {
                return sizeBytes;
            }
            throw new PosixException("seek hole", shownPath.get(), scratch.errno());
        }
        return at;
    }

    private long seek(Libc.Scratch scratch, long offsetBytes, int whence) {
        try {
            return (long) Libc.LSEEK.invokeExact(scratch.capture, descriptor, offsetBytes, whence);
        } catch (Throwable e) {
            throw Libc.failed(e);
        }
    }

    /** Sets the size; what is new is a hole. */
    public void truncate(long sizeBytes) throws PosixException {
        check("truncate", Libc.FTRUNCATE, descriptor, sizeBytes);
    }

    public void permissions(int permissions) throws PosixException {
        check("chmod", Libc.FCHMOD, descriptor, permissions);
    }

    public void sync() throws PosixException {
        check("fsync", Libc.FSYNC, descriptor);
    }

    private void check(String what, java.lang.invoke.MethodHandle function, Object... arguments)
            throws PosixException {
        Libc.Scratch scratch = Libc.scratch();
        if (Libc.call(function, scratch, arguments) < 0) {
            throw new PosixException(what, shownPath.get(), scratch.errno());
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Descriptors.close(descriptor);
        }
    }
}
