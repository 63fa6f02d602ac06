package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.profile.Connection;
import dev.varve.ingest.profile.Profile;
import dev.varve.ingest.push.BackupOptions;
import dev.varve.ingest.push.BackupRun;
import dev.varve.ingest.push.Cancellation;
import dev.varve.ingest.push.PointNotes;
import dev.varve.ingest.push.Progress;
import dev.varve.ingest.record.CompressionLevel;
import dev.varve.ingest.tree.TreeBackup;
import dev.varve.ingest.tree.TreeBackupOptions;
import dev.varve.k8s.capture.ChainNames;
import dev.varve.k8s.capture.ClusterBackup;
import dev.varve.k8s.capture.HeldApplications;
import dev.varve.k8s.capture.Reach;
import dev.varve.k8s.capture.Scope;
import dev.varve.k8s.capture.VolumeImages;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.model.Consistency;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.point.ClusterPoint;
import dev.varve.k8s.point.PointObjects;
import dev.varve.k8s.restore.ClaimMaker;
import dev.varve.k8s.restore.Outcome;
import dev.varve.k8s.restore.OutcomeSink;
import dev.varve.k8s.restore.Planner;
import dev.varve.k8s.restore.RestorePlan;
import dev.varve.k8s.restore.RestoreRun;
import dev.varve.k8s.rule.CaptureRules;
import dev.varve.k8s.volume.MoverResult;
import dev.varve.k8s.volume.VolumeMode;
import dev.varve.k8s.volume.VolumeOutcome;
import dev.varve.k8s.volume.VolumePath;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.RetentionAsked;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.rate.RateSchedule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A vault and a cluster, and between them what the commands do, without a process for each. */
final class VaultAtHand implements AutoCloseable {
    private static final RetentionAsked NO_LOCK =
            RetentionAsked.newBuilder().setMode("none").build();

    private final Cluster cluster;
    private final Path state;
    private final Connection connection;
    private final VaultCipher cipher;

    VaultAtHand(Cluster cluster, Path profile, Path state)
            throws IOException, InterruptedException {
        this(cluster, Profile.read(profile), state);
    }

    /** The same vault, with another cluster. */
    VaultAtHand with(Cluster other) throws IOException, InterruptedException {
        return new VaultAtHand(other, connection.profile(), state);
    }

    private VaultAtHand(Cluster cluster, Profile profile, Path state)
            throws IOException, InterruptedException {
        this.cluster = cluster;
        this.state = state;
        connection = Connection.open(profile, 1, Duration.ofSeconds(30), RateSchedule.NONE);
        cipher = connection.unlock(Optional.empty());
    }

    /** A backup of what movers have pushed, and of the objects. */
    ClusterBackup.Result backUp(String name, Scope scope, VolumeOutcome... moved)
            throws IOException, InterruptedException {
        ChainNames chains = new ChainNames(name);
        ClusterBackup backup =
                new ClusterBackup(
                        cluster,
                        connection.client(),
                        cipher,
                        new Progress(),
                        new Cancellation(),
                        connection.random(),
                        InstantSource.system());
        return backup.run(
                new ClusterBackup.Request(
                        chains,
                        Reach.of(cluster, scope),
                        1,
                        state,
                        NO_LOCK,
                        CaptureRules.PLAIN,
                        false,
                        new VolumeImages(connection.client(), chains).of(List.of(moved)),
                        HeldApplications.NONE,
                        VolumeOutcome.warnings(List.of(moved))));
    }

    /** What a mover does that reads a volume: a point of its own, of one chain. */
    VolumeOutcome move(String name, String namespace, String claim, Path folder)
            throws IOException, InterruptedException {
        String chain = new ChainNames(name).volume(namespace, claim);
        Progress progress = new Progress();
        BackupRun run =
                new BackupRun(
                        connection.client(),
                        cipher,
                        new BackupOptions(
                                CompressionLevel.DEFAULT,
                                1,
                                state,
                                () -> new PointNotes("volume of " + chain, "crash"),
                                NO_LOCK,
                                true),
                        progress,
                        new Cancellation(),
                        connection.random(),
                        InstantSource.system());
        TreeBackupOptions options = new TreeBackupOptions(folder, chain, List.of(), true);
        Uid point = run.run(List.of(new TreeBackup(options, progress))).point();
        return moved(namespace, claim, point.toString());
    }

    /** What a capture says of a claim whose mover made this point. */
    static VolumeOutcome moved(String namespace, String claim, String point) {
        return new VolumeOutcome(
                new ObjectKey(new GroupKind("", "PersistentVolumeClaim"), namespace, claim),
                new VolumePath.Snapshot("played"),
                VolumeMode.FILESYSTEM,
                Optional.of(new MoverResult("t", true, 1, point)),
                Consistency.CRASH,
                Optional.empty(),
                "");
    }

    /** The points of a cluster, oldest first. */
    List<ClusterPoint> points(String name) throws IOException, InterruptedException {
        List<ClusterPoint> points = new ArrayList<>();
        for (PointDocument document :
                connection.client().listPoints(ListPoints.getDefaultInstance()).getPointsList()) {
            ClusterPoint.open(document, cipher)
                    .filter(point -> point.description().cluster().equals(name))
                    .ifPresent(points::add);
        }
        return points;
    }

    /** A plan of a request in the words of docs/formats/restore-plan.md; quotes may be left out. */
    RestorePlan plan(String point, String request) throws IOException, InterruptedException {
        try (PointObjects objects = open(point)) {
            return new Planner(cluster, objects, InstantSource.system())
                    .plan(RestorePlan.parseRequest(Objects.parse(request).put("point", point)));
        }
    }

    RestoreRun.Result run(RestorePlan plan, OutcomeSink sink, Cancellation cancellation)
            throws IOException, InterruptedException {
        try (PointObjects objects = open(plan.request().point())) {
            return new RestoreRun(cluster, objects, ClaimMaker.NONE, cancellation).run(plan, sink);
        }
    }

    /** Plans and carries out, and nothing may fail. */
    RestoreRun.Result restore(String point, String request)
            throws IOException, InterruptedException {
        RestorePlan plan = plan(point, request);
        assertThat(plan.conflicts()).isEmpty();
        RestoreRun.Result result = run(plan, outcome -> {}, new Cancellation());
        assertThat(result.outcomes())
                .noneMatch(outcome -> outcome.status() == Outcome.Status.FAILED);
        return result;
    }

    private PointObjects open(String point) throws IOException, InterruptedException {
        for (PointDocument document :
                connection.client().listPoints(ListPoints.getDefaultInstance()).getPointsList()) {
            if (Uid.of(document.getPointId().toByteArray()).toString().equals(point)) {
                return new PointObjects(
                        ClusterPoint.require(document, cipher),
                        connection.client(),
                        cipher,
                        new Cancellation());
            }
        }
        throw new ProtocolException(ErrorCode.POINT_UNKNOWN, "no point " + point, "");
    }

    @Override
    public void close() {
        connection.close();
    }
}
