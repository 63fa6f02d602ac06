package dev.varve.k8s.volume;

import dev.varve.k8s.act.RemovalReport;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.volume.CaptureState.Captured;
import dev.varve.k8s.volume.CaptureState.Cut;
import dev.varve.k8s.volume.CaptureState.Cutting;
import dev.varve.k8s.volume.CaptureState.Failed;
import dev.varve.k8s.volume.CaptureState.Held;
import dev.varve.k8s.volume.CaptureState.Mounted;
import dev.varve.k8s.volume.CaptureState.Moved;
import dev.varve.k8s.volume.CaptureState.Planned;
import dev.varve.k8s.volume.CaptureState.Ready;
import dev.varve.k8s.volume.CaptureState.Staged;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Captures one volume by a CSI snapshot: cut, wait, bring it into the collector's namespace, have a
 * mover read it, clean up. Goes on from the journal where an earlier process stopped. One thread
 * for each capture.
 */
public final class SnapshotCapture {
    private static final Logger LOGGER = LoggerFactory.getLogger(SnapshotCapture.class);

    private final VolumeTools tools;
    private final StateJournal<CaptureState> journal;

    /** Is told that the moment is taken: what was held still may go on. */
    @FunctionalInterface
    public interface CutListener {
        void cutDone(Cut cut) throws IOException, InterruptedException;
    }

    public SnapshotCapture(VolumeTools tools) {
        this.tools = tools;
        journal = new StateJournal<>(CaptureState.class, tools);
    }

    /**
     * Captures the volume, to the end.
     *
     * @return {@link Captured} or {@link Failed}
     * @throws ClusterException when the API server cannot be asked; the run may go on later
     */
    public CaptureState run(SnapshotPlan plan, CutListener listener)
            throws IOException, InterruptedException {
        return finish(cut(plan, listener));
    }

    /** Whether an earlier process began it, so that its cut may be an older one. */
    boolean isBegun(SnapshotPlan plan) throws IOException {
        return journal.last(plan.subject()).isPresent();
    }

    /**
     * Cuts only, so that several volumes can be cut while an application is held still.
     *
     * @return a state to {@link #finish}; {@link Failed} when there is no cut
     */
    public CaptureState cut(SnapshotPlan plan, CutListener listener)
            throws IOException, InterruptedException {
        Optional<CaptureState> last = journal.last(plan.subject());
        CaptureState state = last.orElseGet(() -> new Planned(plan));
        boolean witnessed = last.isEmpty();
        while (state instanceof Planned || state instanceof Cutting) {
            state = step(state, plan.subject(), witnessed);
        }
        if (state instanceof Cut cut) {
            listener.cutDone(cut);
        }
        return state;
    }

    /** Goes on from a cut to the end. */
    public CaptureState finish(CaptureState from) throws IOException, InterruptedException {
        CaptureState state = from;
        while (!(state instanceof Captured || state instanceof Failed)) {
            state = step(state, subject(state), false);
        }
        return state;
    }

    /** A state for a member that a group snapshot has cut. */
    CaptureState adopt(Cut cut) throws IOException {
        Optional<CaptureState> last = journal.last(cut.taken().plan().subject());
        return last.isPresent() ? last.get() : journal.reached(cut.taken().plan().subject(), cut);
    }

    private CaptureState step(CaptureState state, ObjectKey subject, boolean witnessed)
            throws IOException, InterruptedException {
        return journal.step(
                subject,
                () -> {
                    if (!(state instanceof Moved)) {
                        tools.waiting().refuseCancelled("the next step of " + subject);
                    }
                    return next(state, witnessed);
                },
                this::fail);
    }

    private CaptureState next(CaptureState state, boolean witnessed)
            throws IOException, InterruptedException {
        return switch (state) {
            case Planned planned -> planned.cutting();
            case Cutting cutting -> new Cutter(tools).cut(cutting, witnessed);
            case Cut cut -> new Cutter(tools).ready(cut);
            case Ready ready -> new Cutter(tools).hold(ready);
            case Held held -> new Stager(tools).stage(held);
            case Staged staged -> new Stager(tools).mount(staged);
            case Mounted mounted -> move(mounted);
            case Moved moved -> cleanUp(moved);
            case Captured captured -> captured;
            case Failed failed -> failed;
        };
    }

    private Moved move(Mounted state) throws IOException, InterruptedException {
        SnapshotPlan plan = state.taken().plan();
        List<String> arguments = new ArrayList<>(plan.arguments());
        String audience = "";
        if (plan.moverMode() == VolumeMode.BLOCK) {
            ChangedBlocks.Answer changed = new ChangedBlocks(tools).of(state.taken());
            arguments.add("--snapshot=" + changed.source().toJson());
            audience = changed.audience();
        }
        MoverTask task =
                new MoverTask(
                        plan.subject(),
                        MoverTask.Direction.CAPTURE,
                        new MoverTask.VolumeAccess.Claim(state.stagedClaim(), plan.moverMode()),
                        arguments,
                        new MoverTask.Place("", plan.nodeSelector()),
                        audience);
        return state.moved(new Mover(tools, plan.subject()).run(task, Mover.Companion.NONE));
    }

    private Captured cleanUp(Moved state) throws IOException, InterruptedException {
        warnOfLeft(tools.removal().remove(state.taken().plan().subject()));
        return state.captured();
    }

    /** What cannot be taken back now is left to a sweep: the failure itself is what matters. */
    private Failed fail(ObjectKey subject, IOException cause)
            throws IOException, InterruptedException {
        LOGGER.atWarn()
                .addKeyValue("subject", subject)
                .addKeyValue("reason", cause.getMessage())
                .log("capture of a volume failed");
        Failed failed = journal.reached(subject, new Failed(String.valueOf(cause.getMessage())));
        try {
            warnOfLeft(tools.removal().remove(subject));
        } catch (ClusterException e) {
            LOGGER.atWarn()
                    .addKeyValue("subject", subject)
                    .addKeyValue("reason", e.getMessage())
                    .log("left to a sweep");
        }
        return failed;
    }

    private static void warnOfLeft(RemovalReport report) {
        report.kept()
                .forEach(kept ->
                        LOGGER.atWarn()
                                .addKeyValue("object", kept.object())
                                .addKeyValue("why", kept.why())
                                .log("left to a sweep"));
    }

    private static ObjectKey subject(CaptureState state) {
        return plan(state)
                .orElseThrow(() -> new IllegalArgumentException("ended: " + state))
                .subject();
    }

    /** The plan as it came out, with the group that cut it; nothing when there was no cut. */
    static Optional<SnapshotPlan> plan(CaptureState state) {
        return switch (state) {
            case Planned planned -> Optional.of(planned.plan());
            case Cutting cutting -> Optional.of(cutting.plan());
            case Cut cut -> Optional.of(cut.taken().plan());
            case Ready ready -> Optional.of(ready.taken().plan());
            case Held held -> Optional.of(held.taken().plan());
            case Staged staged -> Optional.of(staged.taken().plan());
            case Mounted mounted -> Optional.of(mounted.taken().plan());
            case Moved moved -> Optional.of(moved.taken().plan());
            case Captured captured -> Optional.of(captured.taken().plan());
            case Failed _ -> Optional.empty();
        };
    }
}
