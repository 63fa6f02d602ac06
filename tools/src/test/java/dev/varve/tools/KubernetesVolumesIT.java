package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.PodProcess;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.kube.Objects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The data of claims on a full cluster: a driver, kubelets, this project's image. Skipped unless
 * {@code -Dvarve.e2e.storageClass}, {@code -Dvarve.e2e.image} (of movers) and {@code
 * -Dvarve.e2e.profile} (of a client of a daemon that Pods reach) are given; {@code
 * -Dvarve.e2e.volumes} is the way, else {@code snapshot}, and {@code -Dvarve.e2e.podImage} that of
 * the Pods with data.
 */
@ExtendWith(KubeServer.Extension.class)
@ResourceLock("Kubernetes")
class KubernetesVolumesIT {
    private static final String STORAGE_CLASS = System.getProperty("varve.e2e.storageClass", "");
    private static final String MOVER_IMAGE = System.getProperty("varve.e2e.image", "");
    private static final String PROFILE = System.getProperty("varve.e2e.profile", "");
    private static final String WAY = System.getProperty("varve.e2e.volumes", "snapshot");
    private static final String POD_IMAGE = System.getProperty("varve.e2e.podImage", "busybox");
    private static final Duration LIMIT = Duration.ofMinutes(10);

    @TempDir Path work = Path.of("");

    /** Set before each test. */
    @SuppressWarnings("NullAway.Init")
    private KubeServer server;

    @SuppressWarnings("NullAway.Init")
    private Cluster cluster;

    @SuppressWarnings("NullAway.Init")
    private Objects objects;

    private String application = "";
    private String movers = "";

    @BeforeEach
    void open(KubeServer started) throws Exception {
        assumeTrue(
                Stream.of(STORAGE_CLASS, MOVER_IMAGE, PROFILE).noneMatch(String::isEmpty),
                "no storage class, mover image and profile are named: see the class");
        server = started;
        cluster = server.admin();
        objects = new Objects(cluster);
        application = objects.createNamespace("volumes");
        movers = objects.createNamespace("movers");
        String profile = Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of(PROFILE)));
        ObjectNode _ =
                objects.create(
                        """
                        {apiVersion: 'v1', kind: 'Secret', metadata: {namespace: '%s', name: 'varve-repository'},
                         data: {'profile.json': '%s'}}
                        """
                                .formatted(movers, profile));
    }

    @AfterEach
    void deleteAll() throws Exception {
        if (!application.isEmpty()) {
            objects.dropNamespace(application);
            objects.dropNamespace(movers);
            cluster.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Filesystem, volumeMounts, mountPath, /data, /data/file",
        "Block, volumeDevices, devicePath, /dev/data, /dev/data"
    })
    void aClaimThatWasDeletedComesBackWithItsData(
            String mode, String list, String field, String path, String file) throws Exception {
        makeClaim(mode);
        makePod("{name: 'data', %s: '%s'}".formatted(field, path), list);
        exec("dd if=/dev/urandom of=" + file + " bs=1M count=16 conv=fsync");
        String before = sum(file);

        JsonNode backup =
                k8s("backup", "--cluster", "e2e", "-n", application, "--volumes", WAY).lastLine();
        assertThat(backup.get("volumes").asInt()).as(backup.toString()).isEqualTo(1);
        objects.deleteNamespace(application);
        Scripted.Outcome restored =
                k8s("restore", backup.get("point").asText(), "-n", application, "--volumes");

        assertThat(restored.exitCode()).as(restored.out() + restored.err()).isZero();
        awaitRunning();
        assertThat(sum(file)).isEqualTo(before);
    }

    private void makeClaim(String mode) throws IOException, InterruptedException {
        ObjectNode _ =
                objects.create(
                        """
                        {apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: {namespace: '%s', name: 'data'},
                         spec: {accessModes: ['ReadWriteOnce'], storageClassName: '%s', volumeMode: '%s',
                                resources: {requests: {storage: '64Mi'}}}}
                        """
                                .formatted(application, STORAGE_CLASS, mode));
    }

    private void makePod(String mount, String list) throws IOException, InterruptedException {
        ObjectNode _ =
                objects.create(
                        """
                        {apiVersion: 'v1', kind: 'Pod', metadata: {namespace: '%s', name: 'user'},
                         spec: {terminationGracePeriodSeconds: 1,
                                containers: [{name: 'main', image: '%s', command: ['sleep', '1000000'], %s: [%s]}],
                                volumes: [{name: 'data', persistentVolumeClaim: {claimName: 'data'}}]}}
                        """
                                .formatted(application, POD_IMAGE, list, mount));
        awaitRunning();
    }

    private void awaitRunning() {
        Awaitility.await("the Pod with the data")
                .atMost(LIMIT)
                .until(() ->
                        cluster.get(objects.resource("v1", "Pod"), application, "user")
                                .filter(pod -> pod.at("/status/phase").asText().equals("Running"))
                                .isPresent());
    }

    private String sum(String file) throws IOException, InterruptedException {
        return exec("head -c 16777216 " + file + " | sha256sum");
    }

    private String exec(String script) throws IOException, InterruptedException {
        try (PodProcess process =
                cluster.exec(application, "user", "main", List.of("sh", "-c", script))) {
            String out = new String(process.output().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.await(LIMIT)).as(script).hasValue(0);
            return out;
        }
    }

    private Scripted.Outcome k8s(String verb, String... arguments) throws Exception {
        String[] end = {
            "--mover-image", MOVER_IMAGE,
            "--mover-namespace", movers,
            "--kubeconfig", server.kubeconfig().toString(),
            "--profile", PROFILE,
            "--json"
        };
        String[] all =
                Stream.of(new String[] {"k8s", verb}, arguments, end)
                        .flatMap(Stream::of)
                        .toArray(String[]::new);
        try (Scripted varve = new Scripted(work, LIMIT.toSeconds())) {
            return varve.run(all);
        }
    }
}
