package dev.varve.k8s.controller;

import dev.varve.k8s.act.ActJournal;
import dev.varve.k8s.act.ActJournals;
import dev.varve.k8s.act.Acts;
import dev.varve.k8s.act.RemovalReport;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.resource.BackupRun;
import dev.varve.k8s.resource.RestoreRun;
import dev.varve.k8s.resource.RunPhase;
import dev.varve.k8s.volume.AbandonedVolumes;
import dev.varve.k8s.volume.VolumeSweep;
import dev.varve.k8s.volume.VolumeTools;
import dev.varve.k8s.volume.VolumeWatcher;
import dev.varve.protocol.model.Uid;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back, by the controller's own rights, what runs left that have ended or are gone: once it
 * leads, and each hour. A run that goes on, or will, is left alone.
 */
final class Sweeps implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Sweeps.class);
    private static final long EVERY_MINUTES = 60;

    private final KubernetesClient client;
    private final Actors actors;
    private final VolumeRuns volumes;
    private final Settings settings;
    private final Workers workers;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("varve-sweeps").factory());

    Sweeps(
            KubernetesClient client,
            Actors actors,
            VolumeRuns volumes,
            Settings settings,
            Workers workers) {
        this.client = client;
        this.actors = actors;
        this.volumes = volumes;
        this.settings = settings;
        this.workers = workers;
    }

    void start() {
        if (settings.movers().isPresent()) {
            var _ =
                    timer.scheduleWithFixedDelay(
                            () -> {
                                boolean _ = workers.offer("sweep", this::sweepOnce);
                            },
                            0,
                            EVERY_MINUTES,
                            TimeUnit.MINUTES);
        }
    }

    private void sweepOnce(Work.Stop stop) throws InterruptedException {
        try (Cluster own = actors.own()) {
            RemovalReport _ = sweep(own, stop);
        } catch (IOException | KubernetesClientException e) {
            LOGGER.atWarn().addKeyValue("reason", e.getMessage()).log("the next sweep tries again");
        }
    }

    RemovalReport sweep(Cluster own, Work.Stop stop) throws IOException, InterruptedException {
        // Asked when an object of the run was seen already: a run that begins now is seen as well.
        Map<String, Boolean> live = new HashMap<>();
        ActJournals journals = volumes.journals();
        String name = "sweep-" + Uid.random(new SecureRandom());
        try (ActJournal journal = journals.open(name)) {
            VolumeTools tools =
                    volumes.tools(new Acts(own, journal), "none", stop, VolumeWatcher.NONE);
            Predicate<String> isLive = run -> live.computeIfAbsent(run, this::isLive);
            AbandonedVolumes.Result result = new VolumeSweep(tools, isLive).sweep();
            for (String run : journals.runs()) {
                if (!run.equals(name) && !isLive.test(run) && !result.left().contains(run)) {
                    journals.forget(run);
                }
            }
            return result.report();
        } finally {
            journals.forget(name);
        }
    }

    private boolean isLive(String uid) {
        return goesOn(BackupRun.class, uid, run -> run.getStatus().phase)
                || goesOn(RestoreRun.class, uid, run -> run.getStatus().phase);
    }

    private <R extends HasMetadata> boolean goesOn(
            Class<R> kind, String uid, Function<R, RunPhase> phase) {
        return runs(kind).stream()
                .filter(run -> run.getMetadata().getUid().equals(uid))
                .anyMatch(run -> !NextStep.hasEnded(phase.apply(run)));
    }

    private <R extends HasMetadata> List<R> runs(Class<R> kind) {
        var all = client.resources(kind);
        return settings.namespaces().isEmpty()
                ? all.inAnyNamespace().list().getItems()
                : settings.namespaces().stream()
                        .flatMap(each -> all.inNamespace(each).list().getItems().stream())
                        .toList();
    }

    @Override
    public void close() {
        var _ = timer.shutdownNow();
    }
}
