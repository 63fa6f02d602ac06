package dev.varve.ingest.block;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.Charset;
import java.nio.file.Path;

/**
 * Finds data and holes of a file by {@code lseek}. Where the kernel or file system cannot tell, all
 * is data. Confined to one thread.
 */
@SuppressWarnings("restricted") // three system calls that the JDK does not offer
final class Seeker implements AutoCloseable {
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;
    private static final int ENXIO = 6;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final MethodHandle OPEN =
            handle(
                    "open",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                    ERRNO,
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle LSEEK =
            handle(
                    "lseek",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT),
                    ERRNO);
    private static final MethodHandle CLOSE =
            handle(
                    "close",
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                    ERRNO);

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment callState = arena.allocate(Linker.Option.captureStateLayout());
    private final long sizeBytes;
    private final int descriptor;

    Seeker(Path file, long sizeBytes) {
        this.sizeBytes = sizeBytes;
        try {
            descriptor = (int) OPEN.invokeExact(callState, name(file), O_RDONLY_CLOEXEC);
        } catch (Throwable e) {
            throw new IllegalStateException("open(2) cannot be called", e);
        }
    }

    /** The first data at or after {@code offset}; the volume's size when there is none. */
    long nextData(long offset) {
        long found = seek(offset, SEEK_DATA);
        if (found >= 0) {
            return Math.min(found, sizeBytes);
        }
        return callState.get(ValueLayout.JAVA_INT, 0) == ENXIO ? sizeBytes : offset;
    }

    /** The first hole at or after {@code offset}; the volume's size when there is none. */
    long nextHole(long offset) {
        long found = seek(offset, SEEK_HOLE);
        return found >= 0 ? Math.min(found, sizeBytes) : sizeBytes;
    }

    private long seek(long offset, int whence) {
        try {
            return (long) LSEEK.invokeExact(callState, descriptor, offset, whence);
        } catch (Throwable e) {
            throw new IllegalStateException("lseek(2) cannot be called", e);
        }
    }

    /** The bytes of the name as the file system has them, not re-encoded. */
    private MemorySegment name(Path file) {
        return arena.allocateFrom(
                file.toString(), Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));
    }

    private static MethodHandle handle(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
    }

    @Override
    public void close() {
        try {
            if (descriptor >= 0) {
                var _ = (int) CLOSE.invokeExact(callState, descriptor);
            }
        } catch (Throwable e) {
            throw new IllegalStateException("close(2) cannot be called", e);
        } finally {
            arena.close();
        }
    }
}
