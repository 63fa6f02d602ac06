package dev.varve.k8s.controller;

import dev.varve.k8s.resource.BackupRun;
import dev.varve.k8s.resource.RepositoryRef;
import dev.varve.k8s.resource.RestoreRun;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;

/**
 * All parts of a controller, put together.
 *
 * @param runs workers for backups and restores
 * @param moments workers for what takes moments
 */
record Parts(
        Workers runs,
        Workers moments,
        PolicyReconciler policies,
        BackupRunReconciler backups,
        RepositoryReconciler repositories,
        PlanReconciler plans,
        RestoreRunReconciler restores,
        ApplicationViews applications)
        implements AutoCloseable {
    private static final int SHORT_THREADS = 4;

    /** What a controller acts by: real ones, or those of a test. */
    record Engines(BackupEngine backup, RestoreEngine restore, Repositories repositories) {}

    static Parts of(
            KubernetesClient client, Engines engines, Settings settings, InstantSource clock) {
        Statuses statuses = new Statuses(client);
        Events events = new Events(client, settings.identity(), clock);
        ChunkStore chunks = new ChunkStore(client);
        BackupHistory history = new BackupHistory(client);
        Workers runs = new Workers("varve-run", settings.runsAtOnce());
        Workers moments = new Workers("varve-work", SHORT_THREADS);
        RepositoryReconciler repositories =
                new RepositoryReconciler(
                        new RepositoryWork(
                                engines.repositories(),
                                new PointMirror(client, statuses),
                                statuses,
                                events,
                                clock),
                        moments,
                        clock);
        BackupKind backups = new BackupKind();
        RunWork<BackupRun> backup =
                new RunWork<>(
                        backups,
                        new BackupTask(
                                engines.backup(),
                                history,
                                run -> hurry(client, run, repositories, moments)),
                        statuses,
                        events,
                        settings.identity(),
                        clock);
        RestoreKind restores = new RestoreKind();
        RunWork<RestoreRun> restore =
                new RunWork<>(
                        restores,
                        new RestoreTask(client, engines.restore(), chunks),
                        statuses,
                        events,
                        settings.identity(),
                        clock);
        return new Parts(
                runs,
                moments,
                new PolicyReconciler(new PolicyLoop(client, history, statuses, events, clock)),
                new BackupRunReconciler(
                        new RunLoop<>(backups, backup, runs, settings.giveUp(), clock)),
                repositories,
                new PlanReconciler(
                        new PlanWork(engines.restore(), chunks, statuses, events, clock),
                        moments,
                        clock),
                new RestoreRunReconciler(
                        new RunLoop<>(restores, restore, runs, settings.giveUp(), clock)),
                new ApplicationViews(client, statuses));
    }

    /** A new point is shown at once. */
    private static void hurry(
            KubernetesClient client,
            BackupRun run,
            RepositoryReconciler repositories,
            Workers moments) {
        // On another thread: whatever fails here, the run has its point.
        boolean _ =
                moments.offer(
                        "point of " + run.getMetadata().getUid(),
                        stop -> hurry(client, run, repositories));
    }

    private static void hurry(
            KubernetesClient client, BackupRun run, RepositoryReconciler repositories) {
        RepositoryRef ref =
                client.resources(RepositoryRef.class)
                        .inNamespace(run.getMetadata().getNamespace())
                        .withName(run.getSpec().repository)
                        .get();
        if (ref != null) {
            repositories.hurry(ref);
        }
    }

    @Override
    public void close() {
        runs.close();
        moments.close();
    }
}
