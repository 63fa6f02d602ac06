package dev.varve.repo.store.image;

/**
 * A place in an image. An image is a function from positions to multisets of objects; counts,
 * checks and differences all speak of it. docs/formats/manifest.md.
 */
public sealed interface Position {
    /** The root node. */
    record Root() implements Position {
        static final Root INSTANCE = new Root();
    }

    /** block: page {@code number} of {@code level}. */
    record Page(int level, long number) implements Position {}

    /** block: block {@code number}. */
    record Block(long number) implements Position {}

    /** tree: the pages of a directory. */
    record Directory(TreePath path) implements Position {}

    /** tree: the content of an entry, chunk lists included. */
    record Entry(TreePath path) implements Position {}
}
