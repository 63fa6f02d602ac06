package dev.varve.repo.store.image;

/** What an id of an image names. */
public enum ObjectKind {
    CHUNK,
    NODE
}
