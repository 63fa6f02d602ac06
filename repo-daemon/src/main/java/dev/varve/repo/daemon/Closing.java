package dev.varve.repo.daemon;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What was opened, to be closed in the opposite order: all of it, even when something fails on the
 * way. Confined to one thread at a time.
 */
final class Closing implements AutoCloseable {
    /** One step of the end. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    private final Deque<Step> steps = new ArrayDeque<>();

    void add(Step step) {
        steps.push(step);
    }

    /** Again is harmless. Throws the first failure, the others attached to it. */
    @Override
    public void close() throws IOException {
        @Nullable IOException first = null;
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (IOException failure) {
                if (first == null) {
                    first = failure;
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
