package dev.varve.repo.index;

/** What an id names. */
public enum ObjectKind {
    CHUNK,
    NODE
}
