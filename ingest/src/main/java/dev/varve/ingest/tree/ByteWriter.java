package dev.varve.ingest.tree;

import java.io.ByteArrayOutputStream;

/**
 * Writes numbers of variable length (7 bits a byte, lowest first, the top bit says that more
 * follow). Confined to a thread.
 */
final class ByteWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);

    ByteWriter number(long unsigned) {
        long rest = unsigned;
        while ((rest & ~0x7FL) != 0) {
            bytes.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
        return this;
    }

    /** A number that may be negative: its sign goes to the lowest bit. */
    ByteWriter signed(long number) {
        return number((number << 1) ^ (number >> 63));
    }

    /** Length, then the bytes. */
    ByteWriter bytes(byte[] value) {
        number(value.length);
        bytes.writeBytes(value);
        return this;
    }

    int size() {
        return bytes.size();
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }
}
