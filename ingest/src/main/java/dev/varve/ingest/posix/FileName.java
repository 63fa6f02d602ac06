package dev.varve.ingest.posix;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One name in a directory: bytes, as the file system has them, in whatever encoding. Immutable.
 * Sorted by unsigned bytes.
 */
public final class FileName implements Comparable<FileName> {
    /** What Linux allows. */
    public static final int MAX_LENGTH = 255;

    /** What the root of a tree is called: nothing. No directory holds such a name. */
    public static final FileName ROOT = new FileName(new byte[0]);

    private final byte[] bytes;

    private FileName(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Copies the bytes.
     *
     * @throws IllegalArgumentException when no directory could hold such a name: empty, ".", "..",
     *     too long, with a slash or a NUL. A hostile image may bring one.
     */
    public static FileName of(byte[] bytes) {
        if (!isLegal(bytes)) {
            throw new IllegalArgumentException("no file name: \"" + printable(bytes) + "\"");
        }
        return new FileName(bytes.clone());
    }

    public static FileName of(String utf8) {
        return of(utf8.getBytes(StandardCharsets.UTF_8));
    }

    /** Undoes {@link #toString}. */
    public static FileName parse(String printable) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int at = 0;
        while (at < printable.length()) {
            int slash = printable.indexOf('\\', at);
            int end = slash < 0 ? printable.length() : slash;
            bytes.writeBytes(printable.substring(at, end).getBytes(StandardCharsets.UTF_8));
            at = end;
            if (slash >= 0) {
                boolean hex = printable.startsWith("\\x", slash) && slash + 4 <= printable.length();
                bytes.write(
                        hex
                                ? Integer.parseInt(printable.substring(slash + 2, slash + 4), 16)
                                : '\\');
                at = slash + (hex ? 4 : Math.min(2, printable.length() - slash));
            }
        }
        return of(bytes.toByteArray());
    }

    /** False for what {@link #of(byte[])} refuses. */
    public static boolean isLegal(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > MAX_LENGTH) {
            return false;
        }
        for (byte b : bytes) {
            if (b == 0 || b == '/') {
                return false;
            }
        }
        return !(bytes[0] == '.' && (bytes.length == 1 || (bytes.length == 2 && bytes[1] == '.')));
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    public int length() {
        return bytes.length;
    }

    /**
     * For a person to read: control characters and what is not UTF-8 as \xNN, a backslash doubled.
     */
    @Override
    public String toString() {
        return printable(bytes);
    }

    /** As {@link #toString}, for any bytes. */
    public static String printable(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean whole = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes);
        if (whole && text.chars().noneMatch(c -> c < ' ' || c == 127 || c == '\\')) {
            return text;
        }
        StringBuilder printable = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            if (b == '\\') {
                printable.append("\\\\");
            } else if (b >= ' ' && b < 127) {
                printable.append((char) b);
            } else {
                printable.append(String.format("\\x%02x", b & 0xFF));
            }
        }
        return printable.toString();
    }

    @Override
    public int compareTo(FileName other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileName name && Arrays.equals(bytes, name.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
