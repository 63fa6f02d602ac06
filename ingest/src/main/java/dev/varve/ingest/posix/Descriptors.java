package dev.varve.ingest.posix;

import java.util.function.Supplier;

/** Opening and closing of file descriptors. */
final class Descriptors {
    private Descriptors() {}

    static int open(int directory, byte[] name, int flags, int mode, Supplier<String> shownPath)
            throws PosixException {
        Libc.Scratch scratch = Libc.scratch();
        int descriptor;
        try {
            descriptor =
                    (int)
                            Libc.OPENAT.invokeExact(
                                    scratch.capture,
                                    directory,
                                    scratch.first(name),
                                    flags | Libc.O_CLOEXEC,
                                    mode);
        } catch (Throwable e) {
            throw Libc.failed(e);
        }
        if (descriptor < 0) {
            throw new PosixException("open", shownPath.get(), scratch.errno());
        }
        return descriptor;
    }

    static void close(int descriptor) {
        // The descriptor is gone whatever close says; what had to be durable was synced before.
        Libc.Scratch scratch = Libc.scratch();
        try {
            int ignored = (int) Libc.CLOSE.invokeExact(scratch.capture, descriptor);
        } catch (Throwable e) {
            throw Libc.failed(e);
        }
    }
}
