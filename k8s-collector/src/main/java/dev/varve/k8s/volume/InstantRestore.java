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
import dev.varve.k8s.volume.InstantState.Claimed;
import dev.varve.k8s.volume.InstantState.Failed;
import dev.varve.k8s.volume.InstantState.Planned;
import dev.varve.k8s.volume.InstantState.Restored;
import dev.varve.k8s.volume.InstantState.Sourced;
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
     * @return {@link Restored} or {@link Failed}
     */
    public InstantState run(InstantPlan plan) throws IOException, InterruptedException {
        InstantState state = journal.last(plan.subject()).orElseGet(() -> new Planned(plan));
        while (!(state instanceof Restored || state instanceof Failed)) {
            state = step(state, plan.subject());
        }
        return state;
    }

    private InstantState step(InstantState state, ObjectKey subject)
            throws IOException, InterruptedException {
        return journal.step(subject, () -> next(state), this::fail);
    }

    private InstantState next(InstantState state) throws IOException, InterruptedException {
        return switch (state) {
            case Planned planned -> source(planned);
            case Sourced sourced -> claim(sourced);
            case Claimed claimed -> settle(claimed);
            case Restored restored -> restored;
            case Failed failed -> failed;
        };
    }

    /** A content made here never deletes the storage's snapshot: it has another owner. */
    private Sourced source(Planned state) throws IOException, InterruptedException {
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

    private Restored settle(Claimed state) throws IOException, InterruptedException {
        ObjectKey subject = state.plan().subject();
        ApiResource claims = tools.served().require(Served.CLAIM);
        boolean waits = waits(state.plan());
        ObjectNode claim =
                tools.waiting()
                        .await(
                                subject + " to be bound",
                                tools.patience().bind(),
                                () ->
                                        tools.acts()
                                                .cluster()
                                                .get(claims, subject.namespace(), subject.name())
                                                .filter(found -> waits || isBound(found)));
        ObjectNode _ =
                tools.acts()
                        .release(
                                claims,
                                claim,
                                JsonNodeFactory.instance.objectNode(),
                                tools.acts().purpose(subject, Steps.TARGET));
        RemovalReport _ = tools.removal().remove(subject);
        return state.restored(!isBound(claim));
    }

    private boolean waits(InstantPlan plan) throws IOException, InterruptedException {
        String name = plan.claim().at("/spec/storageClassName").asText("");
        if (name.isEmpty()) {
            return false;
        }
        Optional<ObjectNode> storageClass =
                tools.acts().cluster().get(tools.served().require(Served.STORAGE_CLASS), "", name);
        return storageClass
                .map(found -> found.path("volumeBindingMode").asText())
                .filter("WaitForFirstConsumer"::equals)
                .isPresent();
    }

    private Failed fail(ObjectKey subject, IOException cause)
            throws IOException, InterruptedException {
        Failed failed = journal.reached(subject, new Failed(String.valueOf(cause.getMessage())));
        RemovalReport _ = tools.removal().remove(subject);
        return failed;
    }

    private static boolean isBound(ObjectNode claim) {
        return claim.at("/status/phase").asText().equals("Bound");
    }
}
