package dev.varve.ingest.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The C library's functions, and scratch memory of the calling thread for their arguments. Linux;
 * the one structure whose layout differs between machines ({@code struct stat}) is not used,
 * statx(2) is the same everywhere.
 */
@SuppressWarnings(
        "restricted") // the whole purpose: native access is granted by the launcher and the tests
final class Libc {
    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0x40;
    static final int O_EXCL = 0x80;
    static final int O_NOCTTY = 0x100;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int O_NOATIME = 0x40000;
    // These two are other bits on other processors.
    static final int O_DIRECTORY = isArm() ? 0x4000 : 0x10000;
    static final int O_NOFOLLOW = isArm() ? 0x8000 : 0x20000;
    static final int AT_FDCWD = -100;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    static final int AT_REMOVEDIR = 0x200;
    static final int AT_EMPTY_PATH = 0x1000;
    static final int STATX_BASIC_STATS = 0x7ff;
    static final int SEEK_DATA = 3;
    static final int SEEK_HOLE = 4;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
    private static final MemoryLayout CAPTURE_LAYOUT = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            CAPTURE_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    static final MethodHandle OPENAT =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("openat"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
                    CAPTURE,
                    Linker.Option.firstVariadicArg(3));
    static final MethodHandle CLOSE = intCall("close", JAVA_INT);
    static final MethodHandle STATX =
            intCall("statx", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    static final MethodHandle GETDENTS = longCall("getdents64", JAVA_INT, ADDRESS, JAVA_LONG);
    static final MethodHandle READLINKAT =
            longCall("readlinkat", JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    static final MethodHandle LLISTXATTR = longCall("llistxattr", ADDRESS, ADDRESS, JAVA_LONG);
    static final MethodHandle LGETXATTR =
            longCall("lgetxattr", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
    static final MethodHandle LSETXATTR =
            intCall("lsetxattr", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);
    static final MethodHandle LREMOVEXATTR = intCall("lremovexattr", ADDRESS, ADDRESS);
    static final MethodHandle PREAD = longCall("pread", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
    static final MethodHandle PWRITE = longCall("pwrite", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
    static final MethodHandle LSEEK = longCall("lseek", JAVA_INT, JAVA_LONG, JAVA_INT);
    static final MethodHandle MKDIRAT = intCall("mkdirat", JAVA_INT, ADDRESS, JAVA_INT);
    static final MethodHandle MKNODAT = intCall("mknodat", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG);
    static final MethodHandle SYMLINKAT = intCall("symlinkat", ADDRESS, JAVA_INT, ADDRESS);
    static final MethodHandle LINKAT =
            intCall("linkat", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);
    static final MethodHandle UNLINKAT = intCall("unlinkat", JAVA_INT, ADDRESS, JAVA_INT);
    static final MethodHandle RENAMEAT = intCall("renameat", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    static final MethodHandle FCHOWNAT =
            intCall("fchownat", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT);
    static final MethodHandle FCHMOD = intCall("fchmod", JAVA_INT, JAVA_INT);
    static final MethodHandle FCHMODAT = intCall("fchmodat", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    static final MethodHandle UTIMENSAT =
            intCall("utimensat", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    static final MethodHandle FTRUNCATE = intCall("ftruncate", JAVA_INT, JAVA_LONG);
    static final MethodHandle FSYNC = intCall("fsync", JAVA_INT);
    static final MethodHandle SYNCFS = intCall("syncfs", JAVA_INT);
    static final MethodHandle GETEUID = intCall("geteuid");
    private static final MethodHandle STRERROR =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("strerror"),
                    FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private Libc() {}

    /** Memory of this thread for one call: never kept over two. */
    static Scratch scratch() {
        return SCRATCH.get();
    }

    /** Calls and gives the C function's result, -1 on failure; errno is then in the scratch. */
    static long call(MethodHandle function, Scratch scratch, Object... arguments) {
        try {
            Object[] all = new Object[arguments.length + 1];
            all[0] = scratch.capture;
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            return ((Number) function.invokeWithArguments(all)).longValue();
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** For the catch around a direct {@code invokeExact}: only a bug in a signature gets there. */
    static IllegalStateException failed(Throwable e) {
        return new IllegalStateException("call into the C library failed", e);
    }

    static String errorText(int errno) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
            return text.reinterpret(256).getString(0) + " (errno " + errno + ")";
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private static boolean isArm() {
        return System.getProperty("os.arch", "").equals("aarch64");
    }

    private static MethodHandle intCall(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_INT, arguments),
                CAPTURE);
    }

    private static MethodHandle longCall(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_LONG, arguments),
                CAPTURE);
    }

    /** Arguments and results of one call. Confined to its thread; freed with it. */
    static final class Scratch {
        static final int BUFFER_BYTES = 64 << 10;

        private final Arena arena = Arena.ofAuto();
        final MemorySegment capture = arena.allocate(CAPTURE_LAYOUT);
        private final MemorySegment first = arena.allocate(8192);
        private final MemorySegment second = arena.allocate(8192);
        final MemorySegment structure = arena.allocate(256, 8);
        final MemorySegment buffer = arena.allocate(BUFFER_BYTES, 8);

        int errno() {
            return (int) ERRNO.get(capture, 0L);
        }

        /** A C string, valid until the next {@code first}. */
        MemorySegment first(byte[] text) {
            return text(first, text);
        }

        /** Another C string beside {@link #first}. */
        MemorySegment second(byte[] text) {
            return text(second, text);
        }

        private MemorySegment text(MemorySegment place, byte[] text) {
            if (text.length >= place.byteSize()) {
                throw new IllegalArgumentException("path of " + text.length + " bytes");
            }
            MemorySegment.copy(
                    text, 0, place, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, text.length);
            place.set(java.lang.foreign.ValueLayout.JAVA_BYTE, text.length, (byte) 0);
            return place;
        }
    }
}
