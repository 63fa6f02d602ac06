package dev.varve.repo.store.image;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.Node;
import java.io.IOException;

/** Where the nodes of images are read from. Safe for use by many threads. */
public interface NodeSource {
    /** What reading a node came to. */
    sealed interface Answer {
        record Found(Node node) implements Answer {}

        /** The repository knows no such node. */
        record Absent() implements Answer {}

        /** It is known, but cannot be read as it was written; {@code what} says more. */
        record Damaged(String what) implements Answer {}
    }

    /**
     * Reads one node.
     *
     * @throws IOException when reading cannot go on at all; a single bad node is an answer
     */
    Answer node(Id id) throws IOException;
}
