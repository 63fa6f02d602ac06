package dev.varve.k8s.rule;

/** What is done with an object that the target has already. */
public enum ExistingPolicy {
    /** It stays as it is, with a warning. */
    SKIP,
    /** It gets the captured fields by a merge patch. */
    UPDATE,
    /** It is deleted and created anew. */
    RECREATE,
    /** The restore of this object is refused. */
    FAIL
}
