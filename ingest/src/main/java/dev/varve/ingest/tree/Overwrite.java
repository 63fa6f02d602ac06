package dev.varve.ingest.tree;

/** What a restore does with a file that stands in the target already. */
public enum Overwrite {
    /** The target must be empty. */
    REFUSE,
    NEVER,
    /** When the image's file was modified later. */
    IF_NEWER,
    ALWAYS
}
