package dev.varve.ingest.posix;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Opening and closing of file descriptors. */
final class Descriptors {
    /** In which the JDK hands the names of files to the system. */
    private static final Charset NAMES =
            Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private Descriptors() {}

    /** Opens what the user named; links on the way there are followed. */
    static int open(Path path, int flags) throws PosixException {
        byte[] bytes = path.toString().getBytes(NAMES);
        return open(Libc.AT_FDCWD, bytes, flags, 0, path::toString);
    }

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
