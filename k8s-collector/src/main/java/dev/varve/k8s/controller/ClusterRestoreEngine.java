package dev.varve.k8s.controller;

import dev.varve.ingest.push.Cancellation;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.SplitCluster;
import dev.varve.k8s.point.ClusterPoint;
import dev.varve.k8s.point.PointObjects;
import dev.varve.k8s.resource.Direction;
import dev.varve.k8s.resource.RestorePlan;
import dev.varve.k8s.restore.ClaimMaker;
import dev.varve.k8s.restore.ClaimWays;
import dev.varve.k8s.restore.OutcomeSink;
import dev.varve.k8s.restore.Planner;
import dev.varve.k8s.restore.RestoreRequest;
import dev.varve.k8s.restore.RestoreRun;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.InstantSource;

/** {@link Planner} and {@link RestoreRun} on the cluster that the controller is in. */
final class ClusterRestoreEngine implements RestoreEngine {
    private final KubernetesClient client;
    private final Actors actors;
    private final Repositories repositories;
    private final VolumeRuns volumes;
    private final RestoreRequests requests;
    private final InstantSource clock;

    ClusterRestoreEngine(
            KubernetesClient client,
            Actors actors,
            Repositories repositories,
            VolumeRuns volumes,
            InstantSource clock) {
        this.client = client;
        this.actors = actors;
        this.repositories = repositories;
        this.volumes = volumes;
        this.clock = clock;
        requests = new RestoreRequests(client, volumes.movers().isPresent());
    }

    /** What is done with a cluster and the objects of a point. */
    @FunctionalInterface
    private interface Use<T> {
        T with(Cluster cluster, PointObjects objects) throws IOException, InterruptedException;
    }

    @Override
    public dev.varve.k8s.restore.RestorePlan plan(RestorePlan asked, Cancellation cancellation)
            throws IOException, InterruptedException {
        return open(
                asked,
                asked.getSpec().point,
                "restoreplans",
                cancellation,
                (cluster, objects) -> {
                    RestoreRequest request = requests.of(asked, objects.point().id().toString());
                    try (Cluster own = actors.own()) {
                        return planner(cluster, own, objects).plan(request);
                    }
                });
    }

    /** Snapshots are looked at as a run does it: what is outside of namespaces by own rights. */
    private Planner planner(Cluster actor, Cluster own, PointObjects objects) {
        return volumes.movers()
                .map(movers -> new SplitCluster(actor, own, movers.namespace()))
                .map(both ->
                        new Planner(actor, objects, clock, new ClaimWays(objects.point(), both)))
                .orElseGet(() -> new Planner(actor, objects, clock));
    }

    @Override
    public RestoreRun.Result run(
            dev.varve.k8s.resource.RestoreRun run,
            RestorePlan asked,
            dev.varve.k8s.restore.RestorePlan plan,
            OutcomeSink sink,
            Work.Stop stop)
            throws IOException, InterruptedException {
        Cancellation cancellation = stop.cancellation();
        return open(
                asked,
                plan.request().point(),
                "restoreruns",
                cancellation,
                (cluster, objects) -> {
                    if (!fills(plan, objects)) {
                        return new RestoreRun(cluster, objects, ClaimMaker.NONE, cancellation)
                                .run(plan, sink);
                    }
                    String repository = asked.getSpec().repository;
                    try (RunVolumes movers =
                            volumes.open(run, Direction.Restore, repository, cluster, stop)) {
                        ClaimMaker claims =
                                movers.claims(objects.point(), plan.request().volumesFrom());
                        return movers.through(() ->
                                new RestoreRun(cluster, objects, claims, cancellation)
                                        .run(plan, sink));
                    }
                });
    }

    private boolean fills(dev.varve.k8s.restore.RestorePlan plan, PointObjects objects)
            throws ProtocolException {
        boolean fills =
                plan.request().volumes() && !objects.point().description().volumes().isEmpty();
        if (fills && volumes.movers().isEmpty()) {
            throw new ProtocolException(
                    ErrorCode.CONFIGURATION,
                    "the plan fills claims, and this controller has no movers any more",
                    "start it with --mover-image IMAGE, or make a new RestorePlan");
        }
        return fills;
    }

    private <T> T open(
            RestorePlan asked, String name, String plural, Cancellation cancellation, Use<T> use)
            throws IOException, InterruptedException {
        String namespace = asked.getMetadata().getNamespace();
        try (Cluster cluster =
                        actors.cluster(namespace, asked.getSpec().serviceAccountName, plural);
                Repositories.Open repository =
                        repositories.open(namespace, asked.getSpec().repository, 1)) {
            ClusterPoint point = Points.find(repository, client, namespace, name);
            try (PointObjects objects =
                    new PointObjects(
                            point, repository.client(), repository.cipher(), cancellation)) {
                return use.with(cluster, objects);
            }
        }
    }
}
