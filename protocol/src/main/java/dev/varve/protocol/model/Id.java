package dev.varve.protocol.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * 32 bytes that name something by its content: a chunk (HMAC-SHA-256 under the vault's naming key)
 * or a node (SHA-256 of its payload). Kept as four longs, so that millions of them cost no array
 * each. Immutable.
 *
 * <p>The id of 32 zero bytes, {@link #ZERO}, stands for "nothing here": a hole.
 */
public record Id(long a, long b, long c, long d) implements Comparable<Id> {
    /** Length in bytes wherever an id is written. */
    public static final int LENGTH = 32;

    public static final Id ZERO = new Id(0, 0, 0, 0);

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Reads the 32 bytes at {@code offset}. */
    public static Id at(byte[] bytes, int offset) {
        return new Id(
                (long) LONGS.get(bytes, offset),
                (long) LONGS.get(bytes, offset + 8),
                (long) LONGS.get(bytes, offset + 16),
                (long) LONGS.get(bytes, offset + 24));
    }

    /** Reads the 32 bytes at absolute {@code offset}, whatever the buffer's byte order. */
    public static Id at(ByteBuffer bytes, int offset) {
        if (bytes.order() == ByteOrder.BIG_ENDIAN) {
            return new Id(
                    bytes.getLong(offset),
                    bytes.getLong(offset + 8),
                    bytes.getLong(offset + 16),
                    bytes.getLong(offset + 24));
        }
        return new Id(
                Long.reverseBytes(bytes.getLong(offset)),
                Long.reverseBytes(bytes.getLong(offset + 8)),
                Long.reverseBytes(bytes.getLong(offset + 16)),
                Long.reverseBytes(bytes.getLong(offset + 24)));
    }

    /** Parses 64 hexadecimal digits. */
    public static Id parse(String hex) {
        if (hex.length() != 2 * LENGTH) {
            throw new IllegalArgumentException(
                    "an id has 64 hexadecimal digits, not " + hex.length());
        }
        return at(HexFormat.of().parseHex(hex), 0);
    }

    /** Writes the 32 bytes at {@code offset}. */
    public void write(byte[] target, int offset) {
        LONGS.set(target, offset, a);
        LONGS.set(target, offset + 8, b);
        LONGS.set(target, offset + 16, c);
        LONGS.set(target, offset + 24, d);
    }

    /** Writes the 32 bytes at absolute {@code offset}, whatever the buffer's byte order. */
    public void write(ByteBuffer target, int offset) {
        boolean big = target.order() == ByteOrder.BIG_ENDIAN;
        target.putLong(offset, big ? a : Long.reverseBytes(a));
        target.putLong(offset + 8, big ? b : Long.reverseBytes(b));
        target.putLong(offset + 16, big ? c : Long.reverseBytes(c));
        target.putLong(offset + 24, big ? d : Long.reverseBytes(d));
    }

    public byte[] toBytes() {
        byte[] bytes = new byte[LENGTH];
        write(bytes, 0);
        return bytes;
    }

    public boolean isZero() {
        return (a | b | c | d) == 0;
    }

    /** Unsigned, byte by byte. */
    @Override
    public int compareTo(Id other) {
        int order = Long.compareUnsigned(a, other.a);
        if (order == 0) {
            order = Long.compareUnsigned(b, other.b);
        }
        if (order == 0) {
            order = Long.compareUnsigned(c, other.c);
        }
        return order == 0 ? Long.compareUnsigned(d, other.d) : order;
    }

    /** Ids are uniformly spread already: any of their bits will do. */
    @Override
    public int hashCode() {
        return Long.hashCode(a);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(toBytes());
    }
}
