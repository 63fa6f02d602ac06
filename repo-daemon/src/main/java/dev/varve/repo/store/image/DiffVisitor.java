package dev.varve.repo.store.image;

import dev.varve.protocol.model.Id;
import dev.varve.repo.index.ObjectKind;
import java.io.IOException;

/** Hears how image b differs from image a, in an order that depends on nothing but a and b. */
public interface DiffVisitor {
    /** b has the object once more than a has at this position; n calls for n times. */
    void added(Position position, ObjectKind kind, Id id) throws IOException;

    /** a has the object once more than b has at this position; n calls for n times. */
    void removed(Position position, ObjectKind kind, Id id) throws IOException;

    /**
     * A node of b that {@link #added} named cannot be read; what is below it stays unvisited.
     * Throws to end the walk.
     */
    void unreadable(Position position, Id id, NodeSource.Answer answer) throws IOException;
}
