package dev.varve.k8s.capture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ObjectKey;
import java.util.List;
import java.util.Optional;

/** TODO rules. */
final class CapturedKinds {
    private CapturedKinds() {}

    static Optional<String> leaveOut(ObjectNode object) {
        return Optional.empty();
    }

    static List<ObjectKey> references(ObjectNode object) {
        return List.of();
    }
}
