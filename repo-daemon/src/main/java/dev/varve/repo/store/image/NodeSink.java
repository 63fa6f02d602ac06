package dev.varve.repo.store.image;

import dev.varve.protocol.model.Id;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes the nodes that a merge makes. */
@FunctionalInterface
public interface NodeSink {
    /** Takes over {@code payload}, whose SHA-256 is {@code id}. Children come before parents. */
    void put(Id id, ByteBuffer payload) throws IOException;
}
