package dev.varve.k8s.controller;

import dev.varve.k8s.act.ActNames;
import dev.varve.k8s.act.Purpose;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.resource.Api;
import dev.varve.k8s.resource.Conditions;
import dev.varve.k8s.resource.Direction;
import dev.varve.k8s.resource.RunPhase;
import dev.varve.k8s.resource.VolumeTask;
import dev.varve.k8s.resource.VolumeTaskStatus;
import dev.varve.k8s.volume.VolumeOutcome;
import dev.varve.k8s.volume.VolumeWatcher;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows how far each volume of a run is, as VolumeTasks that the run owns. Views: what cannot be
 * shown is logged and hinders no data. Safe for use by many threads, each volume by one of them.
 */
final class VolumeTasks implements VolumeWatcher {
    private static final Logger LOGGER = LoggerFactory.getLogger(VolumeTasks.class);
    private static final Set<String> WHOLE = Set.of("Captured", "Restored", "Provisioned");

    private final KubernetesClient client;
    private final Statuses statuses;
    private final HasMetadata run;
    private final Direction direction;
    private final String repository;
    private final String collector;
    private final InstantSource clock;

    VolumeTasks(
            KubernetesClient client,
            HasMetadata run,
            Direction direction,
            String repository,
            String collector,
            InstantSource clock) {
        this.client = client;
        statuses = new Statuses(client);
        this.run = run;
        this.direction = direction;
        this.repository = repository;
        this.collector = collector;
        this.clock = clock;
    }

    @Override
    public void reached(ObjectKey claim, String state) {
        show(
                claim,
                status -> {
                    status.step = state;
                    if (WHOLE.contains(state)) {
                        end(status, RunPhase.Succeeded);
                    } else if (state.equals("Failed")) {
                        end(status, RunPhase.Failed);
                    }
                });
    }

    @Override
    public void placed(ObjectKey claim, String pod, String node) {
        show(
                claim,
                status -> {
                    status.pod = pod;
                    status.node = node;
                });
    }

    @Override
    public void moved(ObjectKey claim, long bytes, long ofBytes) {
        show(
                claim,
                status -> {
                    status.doneBytes = bytes;
                    status.totalBytes = ofBytes;
                });
    }

    /** What a backup came to; also for claims that no mover was made for. */
    void ended(List<VolumeOutcome> outcomes) {
        for (VolumeOutcome outcome : outcomes) {
            show(outcome.claim(), status -> fill(status, outcome));
        }
    }

    private void fill(VolumeTaskStatus status, VolumeOutcome outcome) {
        status.path = VolumeItems.path(outcome.path());
        status.message = Conditions.shortened(outcome.problem());
        if (outcome.result().isPresent()) {
            status.consistency = outcome.consistency().word();
            status.doneBytes = VolumeItems.bytes(outcome);
            status.totalBytes = status.doneBytes;
        }
        end(status, outcome.problem().isEmpty() ? RunPhase.Succeeded : RunPhase.Failed);
    }

    /** A claim has its data, from there. */
    void restored(ObjectKey claim, String how) {
        show(
                claim,
                status -> {
                    status.message = Conditions.shortened(how);
                    end(status, RunPhase.Succeeded);
                });
    }

    void failed(ObjectKey claim, String why) {
        show(
                claim,
                status -> {
                    status.message = Conditions.shortened(why);
                    end(status, RunPhase.Failed);
                });
    }

    private void end(VolumeTaskStatus status, RunPhase phase) {
        status.phase = phase;
        if (status.completionTime.isEmpty()) {
            status.completionTime = Conditions.time(clock.instant());
        }
    }

    private void show(ObjectKey claim, Consumer<VolumeTaskStatus> change) {
        if (claim.name().equals("*") || !claim.kind().equals(Served.CLAIM)) {
            return;
        }
        try {
            statuses.changeIfDifferent(
                    task(claim),
                    latest -> {
                        VolumeTaskStatus status = latest.getStatus();
                        status.phase = RunPhase.Running;
                        if (status.startTime.isEmpty()) {
                            status.startTime = Conditions.time(clock.instant());
                        }
                        change.accept(status);
                    });
        } catch (KubernetesClientException e) {
            LOGGER.atWarn()
                    .addKeyValue("claim", claim)
                    .addKeyValue("reason", e.getMessage())
                    .log("the task of a volume cannot be shown");
        }
    }

    private VolumeTask task(ObjectKey claim) {
        String uid = run.getMetadata().getUid();
        String name = ActNames.of(new Purpose(collector, uid, claim, "task"));
        VolumeTask there =
                client.resources(VolumeTask.class)
                        .inNamespace(run.getMetadata().getNamespace())
                        .withName(name)
                        .get();
        return there == null ? client.resource(make(claim, name)).create() : there;
    }

    private VolumeTask make(ObjectKey claim, String name) {
        VolumeTask task = new VolumeTask();
        task.setMetadata(
                new ObjectMetaBuilder()
                        .withName(name)
                        .withNamespace(run.getMetadata().getNamespace())
                        .addToLabels(Api.MANAGED_LABEL, Api.MANAGER)
                        .addNewOwnerReference()
                        .withApiVersion(run.getApiVersion())
                        .withKind(run.getKind())
                        .withName(run.getMetadata().getName())
                        .withUid(run.getMetadata().getUid())
                        .endOwnerReference()
                        .build());
        task.getSpec().run = run.getMetadata().getName();
        task.getSpec().direction = direction;
        task.getSpec().claimNamespace = claim.namespace();
        task.getSpec().claim = claim.name();
        task.getSpec().repository = repository;
        return task;
    }
}
