package dev.varve.k8s.capture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ObjectKey;
import java.util.Collection;

/** Says which other objects an object names. */
@FunctionalInterface
public interface References {
    Collection<ObjectKey> of(ObjectNode object);
}
