package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.ActNames;
import dev.varve.k8s.act.Purpose;
import dev.varve.k8s.act.RemovalReport;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.act.Steps;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.volume.InstantState.Chosen;
import dev.varve.k8s.volume.InstantState.Claimed;
import dev.varve.k8s.volume.InstantState.Provisioned;
import dev.varve.k8s.volume.InstantState.Sourced;
import dev.varve.k8s.volume.InstantState.Unusable;
import java.io.IOException;
import java.util.Optional;

/**
 * Restores one volume from a snapshot that stands on the storage: the driver makes the volume, no
 * data goes over the network. Goes on from the journal where an earlier process stopped.
 */
public final class InstantRestore {
    private final VolumeTools tools;
    private final StateJournal<InstantState> journal;

    public InstantRestore(VolumeTools tools) {
        this.tools = tools;
        journal = new StateJournal<>(InstantState.class, tools);
    }

    /**
     * Restores the volume, to the end.
     *
     * @return {@link Provisioned} or {@link Unusable}
     */
    public InstantState run(InstantPlan plan) throws IOException, InterruptedException {
        ObjectKey subject = plan.subject();
        return finish(journal.last(subject).orElseGet(() -> new Chosen(plan)), subject);
    }

    /** Goes on with what {@link #isBegun}, by the plan that is in the journal. */
    InstantState goOn(ObjectKey subject) throws IOException, InterruptedException {
        return finish(journal.last(subject).orElseThrow(), subject);
    }

    private InstantState finish(InstantState from, ObjectKey subject)
            throws IOException, InterruptedException {
        InstantState state = from;
        while (!(state instanceof Provisioned || state instanceof Unusable)) {
            state = step(state, subject);
        }
        return state;
    }

    /** Whether the last that is known of a claim is a step of this way. */
    boolean isBegun(ObjectKey subject) {
        return journal.has(subject);
    }

    private InstantState step(InstantState state, ObjectKey subject)
            throws IOException, InterruptedException {
        return journal.step(subject, () -> next(state), this::fail);
    }

    private InstantState next(InstantState state) throws IOException, InterruptedException {
        return switch (state) {
            case Chosen chosen -> source(chosen);
            case Sourced sourced -> claim(sourced);
            case Claimed claimed -> settle(claimed);
            case Provisioned provisioned -> provisioned;
            case Unusable unusable -> unusable;
        };
    }

    /** A content made here never deletes the storage's snapshot: it has another owner. */
    private Sourced source(Chosen state) throws IOException, InterruptedException {
        InstantPlan plan = state.plan();
        if (!plan.standing().isEmpty()) {
            return state.sourced(plan.standing());
        }
        Purpose purpose = tools.acts().purpose(plan.subject(), "source");
        StaticSnapshot source =
                new StaticSnapshot(
                        plan.subject().namespace(),
                        ActNames.of(purpose),
                        plan.driver(),
                        plan.snapshotClass(),
                        plan.handle(),
                        plan.sourceMode(),
                        "Retain",
                        plan.sourceMode() != plan.mode());
        source.create(tools, purpose, waits(plan));
        return state.sourced(source.name());
    }

    private Claimed claim(Sourced state) throws IOException, InterruptedException {
        ApiResource claims = tools.served().require(Served.CLAIM);
        ObjectNode claim = state.plan().claim().deepCopy();
        claim.put("apiVersion", claims.apiVersion()).put("kind", claims.kind());
        claim.withObject("/spec")
                .withObjectProperty("dataSource")
                .put("apiGroup", Served.SNAPSHOT.group())
                .put("kind", Served.SNAPSHOT.kind())
                .put("name", state.snapshot());
        ObjectNode _ =
                tools.acts()
                        .create(
                                claims,
                                claim,
                                tools.acts().purpose(state.plan().subject(), Steps.TARGET));
        return state.claimed();
    }

    private Provisioned settle(Claimed state) throws IOException, InterruptedException {
        ObjectKey subject = state.plan().subject();
        ApiResource claims = tools.served().require(Served.CLAIM);
        boolean waits = waits(state.plan());
        ObjectNode claim =
                tools.waiting()
                        .await(
                                subject + " to be bound",
                                tools.patience().bind(),
                                () -> look(claims, state).filter(each -> waits || isBound(each)));
        ObjectNode _ =
                tools.acts()
                        .release(
                                claims,
                                claim,
                                JsonNodeFactory.instance.objectNode(),
                                tools.acts().purpose(subject, Steps.TARGET));
        if (state.plan().standing().isEmpty()) {
            RemovalReport _ = tools.removal().remove(subject);
        }
        return state.provisioned(!isBound(claim));
    }

    /** The claim, while it can still get its data. */
    private Optional<ObjectNode> look(ApiResource claims, Claimed state)
            throws IOException, InterruptedException {
        ObjectKey subject = state.plan().subject();
        Optional<ObjectNode> claim =
                tools.acts().cluster().get(claims, subject.namespace(), subject.name());
        if (claim.isEmpty()) {
            throw new VolumeException(subject + " is gone: somebody deleted it");
        }
        if (!isBound(claim.get())) {
            Optional<Snapshots.Pair> _ =
                    new Snapshots(tools)
                            .look(
                                    new ObjectKey(
                                            Served.SNAPSHOT,
                                            subject.namespace(),
                                            state.snapshot()));
        }
        return claim;
    }

    private boolean waits(InstantPlan plan) throws IOException, InterruptedException {
        String name = plan.claim().at("/spec/storageClassName").asText("");
        if (name.isEmpty()) {
            return false;
        }
        return tools.acts()
                .cluster()
                .get(tools.served().require(Served.STORAGE_CLASS), "", name)
                .filter(StandingSnapshots::waitsForConsumer)
                .isPresent();
    }

    private Unusable fail(ObjectKey subject, IOException cause)
            throws IOException, InterruptedException {
        Unusable unusable =
                journal.reached(subject, new Unusable(String.valueOf(cause.getMessage())));
        RemovalReport _ = tools.removal().remove(subject);
        return unusable;
    }

    private static boolean isBound(ObjectNode claim) {
        return claim.at("/status/phase").asText().equals("Bound");
    }
}
