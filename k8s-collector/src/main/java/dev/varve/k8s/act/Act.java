package dev.varve.k8s.act;

import dev.varve.k8s.model.ObjectKey;

/** One request that changes a cluster, and why it is sent. */
public record Act(Verb verb, ObjectKey target, ObjectKey subject, String step) {
    /** What is done with the target. */
    public enum Verb {
        CREATE,
        PATCH,
        DELETE
    }
}
