package dev.varve.repo.store;

import dev.varve.protocol.model.Id;
import dev.varve.repo.store.image.NodeSource;
import java.io.IOException;

/**
 * A node of a point was lost before its references were counted. The cursor stays; counting goes on
 * when the node is back.
 */
final class UncountableException extends IOException {
    private static final long serialVersionUID = 1;

    UncountableException(Id id, NodeSource.Answer answer) {
        super("references below node " + id + " cannot be counted: " + answer);
    }
}
