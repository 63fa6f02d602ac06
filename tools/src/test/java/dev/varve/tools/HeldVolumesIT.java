package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.ingest.profile.Connection;
import dev.varve.ingest.profile.Profile;
import dev.varve.ingest.push.Cancellation;
import dev.varve.ingest.push.Progress;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.blueprint.Blueprints;
import dev.varve.k8s.blueprint.PostgresServer;
import dev.varve.k8s.capture.ChainNames;
import dev.varve.k8s.capture.ClusterBackup;
import dev.varve.k8s.capture.Reach;
import dev.varve.k8s.capture.Scope;
import dev.varve.k8s.capture.VolumeImages;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.Write;
import dev.varve.k8s.held.AskedHooks;
import dev.varve.k8s.held.HeldCapture;
import dev.varve.k8s.held.HeldVolumes;
import dev.varve.k8s.held.Protections;
import dev.varve.k8s.held.VolumeCuts;
import dev.varve.k8s.hook.LocalCluster;
import dev.varve.k8s.hook.LocalContainers;
import dev.varve.k8s.hook.Scratch;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.model.Consistency;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.point.PointDescription;
import dev.varve.k8s.rule.CaptureRules;
import dev.varve.k8s.volume.MoverResult;
import dev.varve.k8s.volume.VolumeMode;
import dev.varve.k8s.volume.VolumeOutcome;
import dev.varve.k8s.volume.VolumePath;
import dev.varve.protocol.message.RetentionAsked;
import dev.varve.protocol.rate.RateSchedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A real PostgreSQL that is written to all the time, held while its volume is cut, in a restore
 * point, and back again by the mover's own command. API server, daemon and mover are real; the
 * container ({@link LocalContainers}) and the snapshot (a copy while all processes stand still) are
 * played.
 */
@ExtendWith(KubeServer.Extension.class)
@Timeout(300)
@ResourceLock("Kubernetes")
class HeldVolumesIT {
    private static final ChainNames CHAINS = new ChainNames("test");

    @TempDir Path work = Path.of("");
    private Scripted varve = Scripted.inProcess(work);
    private Path credentials = Path.of("");
    private Scratch scratch;
    private PostgresServer server;
    private LocalCluster containers;
    private Cluster cluster;
    private Objects objects;
    private String namespace = "";

    @BeforeAll
    static void assumeInstalled() {
        PostgresServer.assumeInstalled();
    }

    @BeforeEach
    void start(KubeServer kube) throws Exception {
        varve = Scripted.inProcess(work);
        credentials = Files.createDirectory(work.resolve("credentials"));
        int port = Scripted.freePort();
        varve.serve(work.resolve("repository"), port, Scripted.freePort());
        varve.enroll(
                "mover",
                work.resolve("repository").toString(),
                port,
                credentials.resolve("profile.json").toString());
        scratch = new Scratch();
        server = PostgresServer.fresh(scratch, "data");
        server.fill(2);
        server.sql("CREATE EXTENSION amcheck");
        containers = new LocalCluster(Scratch.prefix(), server.environment());
        cluster = LocalContainers.over(kube.admin(), containers);
        objects = new Objects(cluster);
        namespace = objects.createNamespace("held");
    }

    @AfterEach
    void stop() throws Exception {
        boolean ended = containers.endedWithin(15);
        containers.close();
        objects.deleteNamespace(namespace);
        cluster.close();
        varve.close();
        server.close();
        scratch.close();
        assertThat(ended).as("every command ended").isTrue();
    }

    @Test
    void aDatabaseUnderLoadComesBackWholeWithItsFilesPutInPlaceByTheMover() throws Exception {
        pod("");

        ClusterBackup.Result result = underLoad(() -> backUp(new CopiedVolume()));

        PointDescription.Application held = application(result);
        System.out.println(
                "PostgreSQL under pgbench, held by a backup: frozen for "
                        + held.frozenMillis()
                        + " ms");
        assertThat(held.problems()).isEmpty();
        assertThat(held.consistency()).isEqualTo("frozen");
        assertThat(held.frozenMillis()).isPositive();
        assertThat(result.description().volumes().getFirst().consistency()).isEqualTo("frozen");
        Path target = restored(result);
        assertThat(target.resolve("data/backup_label")).exists();
        assertThat(target.resolve("data/postmaster.pid")).doesNotExist();
        try (PostgresServer restored = PostgresServer.start(scratch, target.resolve("data"))) {
            assertThat(restored.log()).contains("consistent recovery state reached");
            restored.assertSound();
            restored.assertPagesSound();
        }
    }

    @Test
    void aHoldThatBreaksLeavesACrashCopyThatComesBackAsAfterALossOfPower() throws Exception {
        pod("");
        CopiedVolume volume =
                new CopiedVolume() {
                    @Override
                    public CutVolumes cut(String of) throws IOException, InterruptedException {
                        String _ =
                                server.sql(
                                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                                + " WHERE application_name = 'varve'");
                        return super.cut(of);
                    }
                };

        ClusterBackup.Result result = underLoad(() -> backUp(volume));

        assertThat(application(result).consistency()).isEqualTo("crash");
        assertThat(application(result).chain()).isEmpty();
        assertThat(result.description().volumes().getFirst().consistency()).isEqualTo("crash");
        assertThat(result.description().warnings()).anyMatch(each -> each.contains("db-0"));
        Path target = restored(result);
        assertThat(target.resolve("data/backup_label")).doesNotExist();
        server.close(); // the copy has its lock file, which is good for one machine alone
        try (PostgresServer restored = PostgresServer.start(scratch, target.resolve("data"))) {
            restored.assertSound();
        }
    }

    /** By the launcher: the command writes to the process's own output. */
    private String dump(ClusterBackup.Result result) throws Exception {
        try (Scripted launched = new Scripted(work)) {
            Scripted.Outcome dump =
                    launched.run(
                            "cat",
                            result.backup().point() + ":db-0/dump/postgresql.sql",
                            "--chain",
                            CHAINS.held(namespace),
                            "--profile",
                            credentials.resolve("profile.json").toString());
            assertThat(dump.exitCode()).as(dump.err()).isZero();
            return dump.out();
        }
    }

    @Test
    void aDumpIsPartOfThePointAndOneThatFailsIsSaid() throws Exception {
        pod("'varve.dev/blueprint-mode': 'dump'");

        ClusterBackup.Result result = underLoad(() -> backUp(new CopiedVolume()));

        assertThat(application(result).consistency()).isEqualTo("logical");
        Path sql = scratch.folder().resolve("dump.sql");
        Files.writeString(sql, dump(result));
        try (PostgresServer other = PostgresServer.fresh(scratch, "other")) {
            other.load(sql);
            other.assertSound();
        }

        server.close();
        ClusterBackup.Result failed = backUp(new CopiedVolume());
        assertThat(application(failed).chain()).isEmpty();
        assertThat(application(failed).problems())
                .singleElement()
                .asString()
                .contains("its dump failed");
        assertThat(failed.description().warningCount()).isPositive();
    }

    private void pod(String annotation) throws Exception {
        await("the ServiceAccount")
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        cluster.get(objects.resource("v1", "ServiceAccount"), namespace, "default")
                                .isPresent());
        String pod =
                """
                {apiVersion: 'v1', kind: 'Pod',
                 metadata: {namespace: 'NS', name: 'db-0', annotations: {ANNOTATION}},
                 spec: {containers: [{name: 'db', image: 'postgres:15',
                          volumeMounts: [{name: 'data', mountPath: 'FOLDER'}]}],
                        volumes: [{name: 'data', persistentVolumeClaim: {claimName: 'data'}}]}}
                """
                        .replace("NS", namespace)
                        .replace("ANNOTATION", annotation)
                        .replace("FOLDER", scratch.folder().toString());
        var _ = objects.create(pod);
        var _ =
                cluster.mergePatch(
                        objects.resource("v1", "Pod"),
                        namespace,
                        "db-0",
                        "status",
                        Objects.parse("{status: {phase: 'Running'}}"),
                        Write.REAL);
    }

    private static PointDescription.Application application(ClusterBackup.Result result) {
        assertThat(result.description().applications()).hasSize(1);
        return result.description().applications().getFirst();
    }

    /** Something that is done while pgbench writes. */
    @FunctionalInterface
    private interface Work {
        ClusterBackup.Result run() throws Exception;
    }

    private ClusterBackup.Result underLoad(Work work) throws Exception {
        Process load = server.load(240);
        await("work of the load")
                .atMost(Duration.ofSeconds(60))
                .until(() -> !server.sql("SELECT count(*) FROM pgbench_history").equals("0"));
        ClusterBackup.Result result = work.run();
        assertThat(load.isAlive()).as("the load went on").isTrue();
        load.destroy();
        load.waitFor();
        return result;
    }

    private ClusterBackup.Result backUp(VolumeCuts volumes) throws Exception {
        Cancellation cancellation = new Cancellation();
        try (Connection connection =
                        Connection.open(
                                Profile.read(credentials.resolve("profile.json")),
                                1,
                                Duration.ofSeconds(30),
                                RateSchedule.NONE);
                HeldCapture held =
                        new HeldVolumes(
                                        cluster,
                                        volumes,
                                        Protections.everywhere(Blueprints.own()),
                                        AskedHooks.annotated(),
                                        CHAINS,
                                        cancellation)
                                .capture(List.of(namespace), "run-1", work.resolve("spool"))) {
            return new ClusterBackup(
                            cluster,
                            connection.client(),
                            connection.unlock(Optional.empty()),
                            new Progress(),
                            cancellation,
                            connection.random(),
                            InstantSource.system())
                    .run(
                            new ClusterBackup.Request(
                                    CHAINS,
                                    Reach.of(cluster, Scope.ofNamespaces(List.of(namespace))),
                                    1,
                                    work.resolve("state"),
                                    RetentionAsked.newBuilder().setMode("none").build(),
                                    CaptureRules.PLAIN,
                                    false,
                                    new VolumeImages(connection.client(), CHAINS)
                                            .of(held.volumes()),
                                    held,
                                    List.of()));
        }
    }

    /** What {@code varve mover restore} makes of the point, in an empty volume. */
    private Path restored(ClusterBackup.Result result) throws Exception {
        Path target = scratch.make("target");
        JsonNode moved = move("restore", target, "--point=" + result.backup().point().toString());
        assertThat(moved.get("whole").asBoolean()).isTrue();
        return target;
    }

    private JsonNode move(String verb, Path directory, String more)
            throws IOException, InterruptedException {
        return varve.json(
                "mover",
                verb,
                "--task=move-" + verb,
                "--credentials=" + credentials,
                "--directory=" + directory,
                "--chain=" + CHAINS.volume(namespace, "data"),
                "--result=" + work.resolve("result"),
                "--json",
                more);
    }

    /** A fake: one claim, whose snapshot is a copy of one moment, read by a real mover. */
    private class CopiedVolume implements VolumeCuts {
        private final ObjectKey claim = new ObjectKey(Served.CLAIM, namespace, "data");
        private final String name = "volume-" + System.nanoTime();
        private Path volume = Path.of("");

        @Override
        public Set<String> claims(String of) {
            return Set.of(claim.name());
        }

        @Override
        public CutVolumes cut(String of) throws IOException, InterruptedException {
            volume = scratch.make(name);
            server.snapshot(name + "/data");
            return () -> Set.of(claim);
        }

        @Override
        public List<List<VolumeOutcome>> read(List<CutVolumes> cuts)
                throws IOException, InterruptedException {
            assertThat(cuts).hasSize(1);
            JsonNode result = move("capture", volume, "--state-dir=" + work.resolve("movers"));
            return List.of(List.of(outcome(result)));
        }

        private VolumeOutcome outcome(JsonNode result) {
            return new VolumeOutcome(
                    claim,
                    new VolumePath.Snapshot("copied"),
                    VolumeMode.FILESYSTEM,
                    Optional.of(
                            new MoverResult(
                                    "move-capture",
                                    true,
                                    result.get("bytes").asLong(),
                                    result.get("image").asText())),
                    Consistency.CRASH,
                    Optional.empty(),
                    "");
        }

        @Override
        public List<VolumeOutcome> notCut(String of, String why) {
            throw new AssertionError(why);
        }
    }
}
