package dev.varve.k8s.volume;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.ActException;
import dev.varve.k8s.act.ActJournal;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps the states of one kind in the act journal. Safe for use by many threads, each subject by
 * one of them. docs/formats/act-journal.md.
 */
final class StateJournal<S> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Class<S> states;
    private final VolumeTools tools;

    /**
     * Keeps states.
     *
     * @param states a sealed interface of records
     */
    StateJournal(Class<S> states, VolumeTools tools) {
        this.states = states;
        this.tools = tools;
    }

    /** The state to which an earlier process brought the subject. */
    Optional<S> last(ObjectKey subject) throws IOException {
        Optional<ActJournal.Progress> progress = tools.acts().journal().progress(subject);
        if (progress.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(read(subject, progress.get()));
    }

    /** Whether an earlier process brought the subject to a state of this kind. */
    boolean has(ObjectKey subject) {
        return tools.acts()
                .journal()
                .progress(subject)
                .filter(progress ->
                        Stream.of(states.getPermittedSubclasses())
                                .anyMatch(each -> each.getSimpleName().equals(progress.state())))
                .isPresent();
    }

    /** The next state, which may take long. */
    @FunctionalInterface
    interface Next<S> {
        S find() throws IOException, InterruptedException;
    }

    /** Takes back what was made, and gives the state that says why. */
    @FunctionalInterface
    interface Failure<S> {
        S take(ObjectKey subject, IOException cause) throws IOException, InterruptedException;
    }

    /**
     * Goes one step on.
     *
     * @throws ClusterException when the API server cannot be asked now: the way goes on later
     */
    S step(ObjectKey subject, Next<S> next, Failure<S> failure)
            throws IOException, InterruptedException {
        try {
            return reached(subject, next.find());
        } catch (ClusterException e) {
            if (e.isPassing()) {
                throw e;
            }
            return failure.take(subject, e);
        } catch (ActException e) {
            return failure.take(subject, e);
        }
    }

    <T extends S> T reached(ObjectKey subject, T state) throws IOException {
        ObjectNode facts = JSON.valueToTree(state);
        String name = state.getClass().getSimpleName();
        tools.acts().journal().reached(subject, new ActJournal.Progress(name, facts));
        tools.watcher().reached(subject, name);
        return state;
    }

    private S read(ObjectKey subject, ActJournal.Progress progress) throws IOException {
        for (Class<?> each : states.getPermittedSubclasses()) {
            if (each.getSimpleName().equals(progress.state())) {
                try {
                    return states.cast(JSON.treeToValue(progress.facts(), each));
                } catch (JsonProcessingException e) {
                    throw new IOException(
                            "the journal holds no " + progress.state() + " of " + subject, e);
                }
            }
        }
        throw new IOException(
                "the journal holds "
                        + subject
                        + " in state "
                        + progress.state()
                        + ", unknown here");
    }
}
