package dev.varve.ingest.posix;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Extended attributes of a file that a directory handle and a name lead to, links not followed;
 * ACLs are the attributes {@code system.posix_acl_access} and {@code system.posix_acl_default}. The
 * calls take a path, so they go through the directory's entry under {@code /proc/self/fd}.
 */
final class ExtendedAttributes {
    private ExtendedAttributes() {}

    /**
     * By name; empty where the file system has none. An attribute that vanishes meanwhile is left
     * out.
     */
    static SortedMap<String, byte[]> read(byte[] procPath, Supplier<String> shownPath)
            throws PosixException {
        Libc.Scratch scratch = Libc.scratch();
        long length;
        try {
            length =
                    (long)
                            Libc.LLISTXATTR.invokeExact(
                                    scratch.capture,
                                    scratch.first(procPath),
                                    scratch.buffer,
                                    (long) Libc.Scratch.BUFFER_BYTES);
        } catch (Throwable e) {
            throw Libc.failed(e);
        }
        SortedMap<String, byte[]> attributes = new TreeMap<>();
        if (length < 0) {
            if (scratch.errno() == PosixException.ENOTSUP) {
                return attributes;
            }
            throw new PosixException("listxattr", shownPath.get(), scratch.errno());
        }
        if (length == 0) {
            return attributes;
        }
        byte[] names = scratch.buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        int start = 0;
        for (int i = 0; i < names.length; i++) {
            if (names[i] == 0) {
                // Latin 1 keeps every byte of the name.
                String name = new String(names, start, i - start, StandardCharsets.ISO_8859_1);
                byte[] value = value(procPath, name, shownPath);
                if (value != null) {
                    attributes.put(name, value);
                }
                start = i + 1;
            }
        }
        return attributes;
    }

    private static byte @org.jspecify.annotations.Nullable [] value(
            byte[] procPath, String name, Supplier<String> shownPath) throws PosixException {
        Libc.Scratch scratch = Libc.scratch();
        long length =
                call(
                        Libc.LGETXATTR,
                        scratch,
                        scratch.first(procPath),
                        scratch.second(name.getBytes(StandardCharsets.ISO_8859_1)),
                        scratch.buffer,
                        (long) Libc.Scratch.BUFFER_BYTES);
        if (length < 0) {
            if (scratch.errno() == PosixException.ENODATA) {
                return null;
            }
            throw new PosixException("getxattr " + name, shownPath.get(), scratch.errno());
        }
        return scratch.buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    static void write(byte[] procPath, String name, byte[] value, Supplier<String> shownPath)
            throws PosixException {
        Libc.Scratch scratch = Libc.scratch();
        if (value.length > Libc.Scratch.BUFFER_BYTES) {
            throw new IllegalArgumentException("attribute of " + value.length + " bytes");
        }
        MemorySegment.copy(value, 0, scratch.buffer, ValueLayout.JAVA_BYTE, 0, value.length);
        long result =
                call(
                        Libc.LSETXATTR,
                        scratch,
                        scratch.first(procPath),
                        scratch.second(name.getBytes(StandardCharsets.ISO_8859_1)),
                        scratch.buffer,
                        (long) value.length,
                        0);
        if (result < 0) {
            throw new PosixException("setxattr " + name, shownPath.get(), scratch.errno());
        }
    }

    static void remove(byte[] procPath, String name, Supplier<String> shownPath)
            throws PosixException {
        Libc.Scratch scratch = Libc.scratch();
        byte[] nameBytes = name.getBytes(StandardCharsets.ISO_8859_1);
        if (call(Libc.LREMOVEXATTR, scratch, scratch.first(procPath), scratch.second(nameBytes)) < 0
                && scratch.errno() != PosixException.ENODATA) {
            throw new PosixException("removexattr " + name, shownPath.get(), scratch.errno());
        }
    }

    private static long call(MethodHandle function, Libc.Scratch scratch, Object... arguments) {
        return Libc.call(function, scratch, arguments);
    }
}
