package dev.varve.repo.io.inode;

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

/** The few functions of the C library that inodes need. Linux. */
@SuppressWarnings("restricted") // granted by the launcher, as RocksDB needs it too
final class Libc {
    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_CREAT = 0x40;
    static final int O_NOCTTY = 0x100;
    static final int O_APPEND = 0x400;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    // These two are other bits on other processors.
    static final int O_DIRECTORY = isArm() ? 0x4000 : 0x10000;
    static final int O_NOFOLLOW = isArm() ? 0x8000 : 0x20000;
    static final int AT_FDCWD = -100;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    static final int AT_EMPTY_PATH = 0x1000;
    static final int LOCK_EX_NB = 2 | 4;
    static final int STATX_BASIC_STATS = 0x7ff;

    /** linux/fs.h; the numbers are those of 64-bit Linux on x86 and ARM. */
    static final long FS_IOC_GETFLAGS = 0x8008_6601L;

    static final long FS_IOC_SETFLAGS = 0x4008_6602L;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPENAT =
            link(
                    "openat",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
                    Linker.Option.firstVariadicArg(3));
    private static final MethodHandle IOCTL =
            link(
                    "ioctl",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle STATX =
            link(
                    "statx",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle UNLINKAT =
            link("unlinkat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle MKDIRAT =
            link("mkdirat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle FSYNC =
            link("fsync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle FLOCK =
            link("flock", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE =
            link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle PREAD =
            link(
                    "pread",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle WRITE =
            link("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle STRERROR =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("strerror"),
                    FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private Libc() {}

    /** What a function returned, and errno where that is -1. */
    record Result(long value, int errno) {
        boolean failed() {
            return value < 0;
        }
    }

    static Result openat(int folder, String name, int flags, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(name);
            return call(arena, OPENAT, folder, path, flags | O_CLOEXEC, mode);
        }
    }

    static Result ioctl(int descriptor, long request, MemorySegment argument) {
        try (Arena arena = Arena.ofConfined()) {
            return call(arena, IOCTL, descriptor, request, argument);
        }
    }

    static Result statx(int folder, String name, MemorySegment into) {
        int flags = AT_SYMLINK_NOFOLLOW | (name.isEmpty() ? AT_EMPTY_PATH : 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(name);
            return call(arena, STATX, folder, path, flags, STATX_BASIC_STATS, into);
        }
    }

    static Result unlinkat(int folder, String name) {
        try (Arena arena = Arena.ofConfined()) {
            return call(arena, UNLINKAT, folder, arena.allocateFrom(name), 0);
        }
    }

    static Result mkdirat(int folder, String name, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            return call(arena, MKDIRAT, folder, arena.allocateFrom(name), mode);
        }
    }

    static Result fsync(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            return call(arena, FSYNC, descriptor);
        }
    }

    static Result flock(int descriptor, int operation) {
        try (Arena arena = Arena.ofConfined()) {
            return call(arena, FLOCK, descriptor, operation);
        }
    }

    static Result close(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            return call(arena, CLOSE, descriptor);
        }
    }

    static Result pread(int descriptor, MemorySegment into, long offset) {
        try (Arena arena = Arena.ofConfined()) {
            return call(arena, PREAD, descriptor, into, into.byteSize(), offset);
        }
    }

    static Result write(int descriptor, MemorySegment from) {
        try (Arena arena = Arena.ofConfined()) {
            return call(arena, WRITE, descriptor, from, from.byteSize());
        }
    }

    static String errorText(int errno) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
            return text.reinterpret(256).getString(0) + " (errno " + errno + ")";
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private static Result call(Arena arena, MethodHandle function, Object... arguments) {
        try {
            MemorySegment state = arena.allocate(STATE);
            Object[] all = new Object[arguments.length + 1];
            all[0] = state;
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            long value = ((Number) function.invokeWithArguments(all)).longValue();
            return new Result(value, value < 0 ? (int) ERRNO.get(state, 0L) : 0);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private static IllegalStateException failed(Throwable e) {
        return new IllegalStateException("call into the C library failed", e);
    }

    private static MethodHandle link(String name, FunctionDescriptor form, Linker.Option... more) {
        Linker.Option[] options = new Linker.Option[more.length + 1];
        options[0] = CAPTURE;
        System.arraycopy(more, 0, options, 1, more.length);
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), form, options);
    }

    private static boolean isArm() {
        return System.getProperty("os.arch", "").equals("aarch64");
    }
}
