package dev.varve.protocol.node;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * One page of an image's Merkle tree. Its name is the SHA-256 of its payload, so that anyone can
 * check a tree from its root down without a key. docs/formats/node.md. All payloads begin with kind
 * (1 byte) and version (1 byte), little-endian.
 */
public sealed interface Node permits BlockRoot, BlockPage, TreePage, TreeIndex, ChunkList {
    /** Format version of all kinds. */
    int VERSION = 1;

    int MAX_LENGTH = 4 << 20;

    /** The payload of the record. */
    ByteBuffer encode();

    /**
     * Reads the payload, position to limit, checking every count against what is there.
     *
     * @throws ProtocolException BAD_MESSAGE, says what is wrong
     */
    static Node decode(ByteBuffer payload) throws ProtocolException {
        ByteBuffer bytes = payload.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.limit() < 8 || bytes.limit() > MAX_LENGTH) {
            throw bad("node of " + bytes.limit() + " bytes");
        }
        if (bytes.get(1) != VERSION) {
            throw bad("node version " + bytes.get(1) + " is not known here");
        }
        return switch (bytes.get(0)) {
            case BlockRoot.KIND -> BlockRoot.decode(bytes);
            case BlockPage.KIND -> BlockPage.decode(bytes);
            case TreePage.KIND -> TreePage.decode(bytes);
            case TreeIndex.KIND -> TreeIndex.decode(bytes);
            case ChunkList.KIND -> ChunkList.decode(bytes);
            default -> throw bad("unknown node kind " + bytes.get(0));
        };
    }

    /** Name of the node with this payload, position to limit. */
    static Id idOf(ByteBuffer payload) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(payload.duplicate());
            return Id.at(digest.digest(), 0);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** A buffer for a payload, kind and version written, positioned after them. */
    static ByteBuffer begin(byte kind, int length) {
        return ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(kind)
                .put((byte) VERSION);
    }

    static Id getId(ByteBuffer bytes) {
        Id id = Id.at(bytes, bytes.position());
        bytes.position(bytes.position() + Id.LENGTH);
        return id;
    }

    static void putId(ByteBuffer bytes, Id id) {
        id.write(bytes, bytes.position());
        bytes.position(bytes.position() + Id.LENGTH);
    }

    static void requireLength(ByteBuffer bytes, long expected, String kind)
            throws ProtocolException {
        if (bytes.limit() != expected) {
            throw bad(
                    kind
                            + " node has "
                            + bytes.limit()
                            + " bytes where its counts say "
                            + expected);
        }
    }

    static ProtocolException bad(String message) {
        return new ProtocolException(ErrorCode.BAD_MESSAGE, message, "");
    }
}
