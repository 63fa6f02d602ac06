package dev.varve.repo.index;

import dev.varve.protocol.model.Id;
import java.nio.ByteBuffer;

/**
 * Key of a chunk or node: vault number (4, big-endian), first 20 bytes of the id. 160 bits of a
 * hash tell 2^48 objects apart with a chance of error below 2^-64, and whoever reads checks the
 * whole id in the record. docs/formats/index.md.
 */
record ObjectKey(ObjectKind kind, int vaultNumber, long a, long b, int c) {
    static final int ID_PREFIX_LENGTH = 20;
    static final int LENGTH = Integer.BYTES + ID_PREFIX_LENGTH;

    static ObjectKey of(ObjectKind kind, int vaultNumber, Id id) {
        return new ObjectKey(kind, vaultNumber, id.a(), id.b(), (int) (id.c() >>> 32));
    }

    byte[] toBytes() {
        return ByteBuffer.allocate(LENGTH)
                .putInt(vaultNumber)
                .putLong(a)
                .putLong(b)
                .putInt(c)
                .array();
    }

    @Override
    public int hashCode() {
        return Long.hashCode(a);
    }
}
