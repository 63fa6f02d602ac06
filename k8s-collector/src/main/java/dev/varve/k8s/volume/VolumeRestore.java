package dev.varve.k8s.volume;

import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.volume.RestoreState.Failed;
import dev.varve.k8s.volume.RestoreState.Freed;
import dev.varve.k8s.volume.RestoreState.Handed;
import dev.varve.k8s.volume.RestoreState.Held;
import dev.varve.k8s.volume.RestoreState.Planned;
import dev.varve.k8s.volume.RestoreState.Restored;
import dev.varve.k8s.volume.RestoreState.Twinned;
import dev.varve.k8s.volume.RestoreState.Written;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores one volume from the repository: a mover writes through a twin of the user's claim, then
 * the volume changes hands. Goes on from the journal where an earlier process stopped. One thread
 * for each restore.
 */
public final class VolumeRestore {
    private static final Logger LOGGER = LoggerFactory.getLogger(VolumeRestore.class);

    private final VolumeTools tools;
    private final StateJournal<RestoreState> journal;

    /**
     * Makes room for the user's claim, once the data is whole; may be called again by a restart.
     */
    @FunctionalInterface
    public interface BeforeHandOver {
        BeforeHandOver NOTHING = () -> {};

        void makeRoom() throws IOException, InterruptedException;
    }

    public VolumeRestore(VolumeTools tools) {
        this.tools = tools;
        journal = new StateJournal<>(RestoreState.class, tools);
    }

    /**
     * Restores the volume, to the end.
     *
     * @return {@link Restored} or {@link Failed}
     * @throws ClusterException when the API server cannot be asked; the run may go on later
     */
    public RestoreState run(VolumeRestorePlan plan, BeforeHandOver before)
            throws IOException, InterruptedException {
        ObjectKey subject = plan.subject();
        RestoreState state = journal.last(subject).orElseGet(() -> new Planned(plan));
        while (!(state instanceof Restored || state instanceof Failed)) {
            state = step(state, subject, before);
        }
        return state;
    }

    /** Whether the last that is known of a claim is a step of this way. */
    boolean isBegun(ObjectKey subject) {
        return journal.has(subject);
    }

    /**
     * Brings the data, up to where the user's claim is to be made.
     *
     * @return why that cannot be; else nothing
     */
    Optional<String> prepare(VolumeRestorePlan plan) throws IOException, InterruptedException {
        ObjectKey subject = plan.subject();
        RestoreState state = journal.last(subject).orElseGet(() -> new Planned(plan));
        while (!(state instanceof Freed
                || state instanceof Handed
                || state instanceof Restored
                || state instanceof Failed)) {
            state = step(state, subject, BeforeHandOver.NOTHING);
        }
        return state instanceof Failed failed ? Optional.of(failed.reason()) : Optional.empty();
    }

    /** Begins, whatever other way an earlier process tried. */
    void begin(VolumeRestorePlan plan) throws IOException {
        Planned _ = journal.reached(plan.subject(), new Planned(plan));
    }

    private RestoreState step(RestoreState state, ObjectKey subject, BeforeHandOver before)
            throws IOException, InterruptedException {
        return journal.step(
                subject,
                () -> {
                    if (!(state instanceof Handed)) {
                        tools.waiting().refuseCancelled("the next step of " + subject);
                    }
                    return next(state, before);
                },
                this::fail);
    }

    private RestoreState next(RestoreState state, BeforeHandOver before)
            throws IOException, InterruptedException {
        return switch (state) {
            case Planned planned -> new TwinWriter(tools).twin(planned);
            case Twinned twinned -> new TwinWriter(tools).write(twinned);
            case Written written -> new HandOver(tools).hold(written);
            case Held held -> new HandOver(tools).free(held);
            case Freed freed -> {
                before.makeRoom();
                yield new HandOver(tools).hand(freed);
            }
            case Handed handed -> new HandOver(tools).settle(handed);
            case Restored restored -> restored;
            case Failed failed -> failed;
        };
    }

    private Failed fail(ObjectKey subject, IOException cause)
            throws IOException, InterruptedException {
        LOGGER.atWarn()
                .addKeyValue("subject", subject)
                .addKeyValue("reason", cause.getMessage())
                .log("restore of a volume failed");
        Failed failed = journal.reached(subject, new Failed(String.valueOf(cause.getMessage())));
        try {
            tools.removal()
                    .remove(subject)
                    .kept()
                    .forEach(kept ->
                            LOGGER.atWarn()
                                    .addKeyValue("object", kept.object())
                                    .addKeyValue("why", kept.why())
                                    .log("left to a sweep"));
        } catch (ClusterException e) {
            LOGGER.atWarn()
                    .addKeyValue("subject", subject)
                    .addKeyValue("reason", e.getMessage())
                    .log("left to a sweep");
        }
        return failed;
    }
}
