package dev.varve.ingest.tree;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;

/**
 * Reads what {@link ByteWriter} wrote; every length is checked before it is used. Confined to a
 * thread.
 */
final class ByteReader {
    private final byte[] bytes;
    private int at;

    ByteReader(byte[] bytes) {
        this.bytes = bytes;
    }

    long number() throws ProtocolException {
        long number = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == bytes.length) {
                throw bad("cut short");
            }
            byte next = bytes[at++];
            number |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw bad("a number of more than 64 bits");
    }

    int number(String what, int most) throws ProtocolException {
        long number = number();
        if (number < 0 || number > most) {
            throw bad(what + " " + Long.toUnsignedString(number) + " is over " + most);
        }
        return (int) number;
    }

    long signed() throws ProtocolException {
        long number = number();
        return (number >>> 1) ^ -(number & 1);
    }

    byte[] bytes(String what, int most) throws ProtocolException {
        int length = number(what + " length", most);
        if (length > bytes.length - at) {
            throw bad(what + " cut short");
        }
        byte[] value = java.util.Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return value;
    }

    void requireEnd() throws ProtocolException {
        if (at != bytes.length) {
            throw bad((bytes.length - at) + " bytes too many");
        }
    }

    static ProtocolException bad(String message) {
        return new ProtocolException(
                ErrorCode.DAMAGED,
                "body of a directory page: " + message,
                "run varve check --level proof");
    }
}
