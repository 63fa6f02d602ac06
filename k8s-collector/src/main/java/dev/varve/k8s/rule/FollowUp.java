package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A merge patch that the object gets later.
 *
 * @param subresource {@code status}, or empty for the object itself
 */
public record FollowUp(Time time, String subresource, ObjectNode patch) {
    /** When it is due. */
    public enum Time {
        AFTER_CREATE,
        /** When all other objects are there. */
        AT_END
    }
}
