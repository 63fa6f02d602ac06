package dev.varve.k8s.resource;

/** What is done with an object that is there already. */
public enum Existing {
    Skip,
    /** It gets the captured fields by a merge patch. */
    Update,
    /** It is deleted and created anew. */
    Recreate,
    /** Its restore is refused. */
    Fail
}
