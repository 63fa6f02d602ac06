package dev.varve.k8s.capture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Says which objects are never captured. */
@FunctionalInterface
public interface ObjectFilter {
    /** Why this object is left out, in a few words that many share; empty: it is taken. */
    Optional<String> leaveOut(ObjectNode object);
}
