package dev.varve.protocol.model;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * 16 bytes that name a repository, a vault, a session or a restore point. Written as 32 lower-case
 * hexadecimal digits. Those of points begin with 6 bytes of milliseconds since 1970, so that they
 * sort by time of commit.
 */
public record Uid(long high, long low) implements Comparable<Uid> {
    /** Length in bytes wherever a uid is written. */
    public static final int LENGTH = 16;

    public static Uid random(SecureRandom random) {
        return new Uid(random.nextLong(), random.nextLong());
    }

    /** A uid that sorts by {@code millis}. */
    public static Uid ordered(long millis, SecureRandom random) {
        return new Uid((millis << 16) | (random.nextLong() & 0xFFFF), random.nextLong());
    }

    public static Uid of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a uid has 16 bytes, not " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Uid(buffer.getLong(), buffer.getLong());
    }

    public static Uid parse(String hex) {
        if (hex.length() != 2 * LENGTH) {
            throw new IllegalArgumentException(
                    "a uid has 32 hexadecimal digits, not " + hex.length());
        }
        return of(HexFormat.of().parseHex(hex));
    }

    public byte[] toBytes() {
        return ByteBuffer.allocate(LENGTH).putLong(high).putLong(low).array();
    }

    @Override
    public int compareTo(Uid other) {
        int order = Long.compareUnsigned(high, other.high);
        return order == 0 ? Long.compareUnsigned(low, other.low) : order;
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(toBytes());
    }
}
