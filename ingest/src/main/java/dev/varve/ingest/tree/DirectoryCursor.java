package dev.varve.ingest.tree;

import dev.varve.ingest.posix.DirectoryHandle;
import dev.varve.ingest.posix.PosixException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Opens directories of a restored tree, one after another, from the target down and following no
 * link. What one has in common with the one before stays open, so neighbours cost one step.
 * Confined to one thread.
 */
final class DirectoryCursor implements AutoCloseable {
    private record Level(RestoredDirectory directory, DirectoryHandle handle) {}

    private final DirectoryHandle target;
    private final Deque<Level> levels = new ArrayDeque<>();

    DirectoryCursor(DirectoryHandle target) {
        this.target = target;
    }

    /** Valid until the next call. */
    DirectoryHandle moveTo(RestoredDirectory directory) throws PosixException {
        Deque<RestoredDirectory> below = new ArrayDeque<>();
        RestoredDirectory at = directory;
        while (at.parent() != null && !isOpen(at)) {
            below.push(at);
            at = at.parent();
        }
        while (!levels.isEmpty() && levels.getFirst().directory != at) {
            levels.pop().handle.close();
        }
        for (RestoredDirectory next : below) {
            levels.push(new Level(next, current().openDirectory(next.name())));
        }
        return current();
    }

    private DirectoryHandle current() {
        return levels.isEmpty() ? target : levels.getFirst().handle;
    }

    private boolean isOpen(RestoredDirectory directory) {
        int depth = directory.depth();
        return depth <= levels.size() && level(depth).directory == directory;
    }

    private Level level(int depth) {
        // The deepest is first; depth 1 is last. Mostly the first few are looked at.
        int skip = levels.size() - depth;
        for (Level level : levels) {
            if (skip-- == 0) {
                return level;
            }
        }
        throw new IllegalStateException("no level " + depth);
    }

    @Override
    public void close() {
        while (!levels.isEmpty()) {
            levels.pop().handle.close();
        }
    }
}
