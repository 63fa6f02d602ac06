package dev.varve.k8s.restore;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.rule.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** Answers the rules from the point and the target. Confined to one thread. */
final class RuleContext implements Context {
    private final PointIndex index;
    private final Target target;

    RuleContext(PointIndex index, Target target) {
        this.index = index;
        this.target = target;
    }

    /** Asks for something that the rules need; they know no input or output. */
    @FunctionalInterface
    private interface Question<T> {
        T ask() throws IOException, InterruptedException;
    }

    /** The thread was interrupted while the rules asked. */
    static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1;

        Interrupted(InterruptedException cause) {
            super(cause);
        }
    }

    /**
     * Runs something that asks this context, with the exceptions that asking can bring.
     *
     * @param <T> its answer
     */
    static <T> T within(java.util.function.Supplier<T> rules)
            throws IOException, InterruptedException {
        try {
            return rules.get();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (Interrupted e) {
            InterruptedException interrupted = new InterruptedException();
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    @Override
    public Optional<ObjectKey> captured(String uid) {
        return index.byUid(uid);
    }

    @Override
    public Optional<ObjectNode> captured(ObjectKey source) {
        return ask(() -> index.read(source));
    }

    @Override
    public List<ObjectNode> otherVersions(ObjectKey source) {
        return ask(() -> index.otherVersions(source));
    }

    @Override
    public Optional<ObjectNode> existing(ObjectKey key) {
        return ask(() -> target.look(key));
    }

    @Override
    public List<String> served(GroupKind kind) {
        return target.served(kind);
    }

    private static <T> T ask(Question<T> question) {
        try {
            return question.ask();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Interrupted(e);
        }
    }
}
