package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.ActJournals;
import dev.varve.k8s.act.Acts;
import dev.varve.k8s.act.Marks;
import dev.varve.k8s.act.RemovalReport;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.act.Waiting;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.Deletion;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.GroupKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * A cluster with a played driver, a user's namespace with a volume, and a collector's namespace.
 */
final class VolumeLab {
    static final String COLLECTOR = "lab";
    static final Patience PATIENCE =
            new Patience(
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(20));

    private static final List<GroupKind> KINDS =
            List.of(
                    Served.POD,
                    Served.SECRET,
                    Served.DEPLOYMENT,
                    Served.CLAIM,
                    Served.VOLUME,
                    Served.SNAPSHOT,
                    Served.CONTENT,
                    Served.GROUP);
    private static final AtomicInteger RUNS = new AtomicInteger();

    final Cluster cluster;
    final Objects objects;
    final Served served;
    final PlayedCsiDriver driver;
    final String user;
    final String own;
    final AtomicBoolean cancelled = new AtomicBoolean();
    private final ActJournals journals;

    VolumeLab(KubeServer server, Path directory) throws Exception {
        CustomKinds kinds = new CustomKinds(server.admin());
        cluster = PlayedLogs.over(kinds.over(server.admin()));
        objects = new Objects(cluster);
        PlayedClasses.install(cluster);
        objects.rediscover();
        served = new Served(objects.discovery());
        user = objects.createNamespace("user");
        own = objects.createNamespace("own");
        awaitServiceAccounts();
        driver = new PlayedCsiDriver(kinds.over(server.admin()));
        journals = new ActJournals(directory, COLLECTOR);
    }

    /** The Secret that movers beside a claim get a copy of. */
    void createCredentials() throws IOException, InterruptedException {
        ObjectNode _ =
                objects.create(
                        String.format(
                                "{apiVersion: 'v1', kind: 'Secret', metadata: {namespace: '%s', name:"
                                        + " 'repository'}, data: {token: 'dmFydmU='}}",
                                own));
    }

    static String run() {
        return "run-" + ProcessHandle.current().pid() + "-" + RUNS.incrementAndGet();
    }

    VolumeTools tools(String run, Cluster through, Patience patience) throws IOException {
        Waiting waiting =
                new Waiting(
                        InstantSource.system(),
                        Thread::sleep,
                        Duration.ofMillis(25),
                        cancelled::get,
                        (what, since, limit) -> {});
        return new VolumeTools(
                new Acts(through, journals.open(run)),
                served,
                waiting,
                patience,
                MoverSettings.of(own, "varve.test/varve:1", "repository"),
                VolumeWatcher.NONE);
    }

    VolumeTools tools(String run) throws IOException {
        return tools(run, cluster, PATIENCE);
    }

    /** Sweeps as a collector does at its start, when no run goes on. */
    RemovalReport sweep() throws IOException, InterruptedException {
        VolumeTools tools = tools(run());
        RemovalReport report = new VolumeSweep(tools, run -> false).sweep().report();
        tools.acts().journal().close();
        return report;
    }

    /** Everything as at the beginning, but for the namespaces. */
    void reset() throws IOException, InterruptedException {
        driver.behave(PlayedCsiDriver.Mode.WELL);
        driver.behave(PlayedCsiDriver.Movers.WELL);
        cancelled.set(false);
        for (GroupKind kind :
                List.of(
                        Served.DEPLOYMENT,
                        Served.POD,
                        Served.CLAIM,
                        Served.SNAPSHOT,
                        Served.GROUP)) {
            for (String namespace : List.of(user, own)) {
                clear(kind, namespace);
            }
        }
        Awaitility.await("an empty storage")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() ->
                        driver.storage.volumes().isEmpty() && driver.storage.snapshots().isEmpty());
    }

    private void clear(GroupKind kind, String namespace) throws IOException, InterruptedException {
        ApiResource resource = served.require(kind);
        ListQuery query = ListQuery.all(resource, namespace);
        for (ObjectNode object : Served.list(cluster, query)) {
            boolean _ =
                    cluster.delete(
                            resource,
                            namespace,
                            object.at("/metadata/name").asText(),
                            Deletion.BACKGROUND);
        }
        Awaitility.await("no " + kind)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> Served.list(cluster, query).isEmpty());
    }

    /** Makes a bound claim of the user, with this data in its volume. */
    ClaimedVolume claim(String name, String storageClass, VolumeMode mode, String data)
            throws IOException, InterruptedException {
        return claim(user, name, storageClass, mode, data);
    }

    ClaimedVolume claimIn(String namespace, String name, String data)
            throws IOException, InterruptedException {
        return claim(namespace, name, PlayedCsiDriver.AT_ONCE, VolumeMode.FILESYSTEM, data);
    }

    private ClaimedVolume claim(
            String namespace, String name, String storageClass, VolumeMode mode, String data)
            throws IOException, InterruptedException {
        ObjectNode _ =
                objects.create(
                        String.format(
                                """
                                {apiVersion: 'v1', kind: 'PersistentVolumeClaim',
                                 metadata: {namespace: '%s', name: '%s', labels: {app: 'shop'}},
                                 spec: {accessModes: ['ReadWriteOnce'], storageClassName: '%s',
                                  volumeMode: '%s', resources: {requests: {storage: '1Gi'}}}}
                                """,
                                namespace, name, storageClass, mode.word()));
        Awaitility.await(name)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> phase(namespace, name).equals("Bound"));
        ClaimedVolume claimed = ClaimedVolume.read(cluster, served, namespace, name);
        driver.storage.write(claimed.volume().at("/spec/csi/volumeHandle").asText(), data);
        return claimed;
    }

    String phase(String namespace, String claim) throws IOException, InterruptedException {
        return cluster.get(served.require(Served.CLAIM), namespace, claim)
                .map(found -> found.at("/status/phase").asText())
                .orElse("absent");
    }

    /** The data behind a claim. */
    String data(String namespace, String claim) throws IOException, InterruptedException {
        ClaimedVolume claimed = ClaimedVolume.read(cluster, served, namespace, claim);
        return driver.storage.volume(claimed.volume().at("/spec/csi/volumeHandle").asText());
    }

    /** Every object with the collector's marks, as {@code kind/name}. */
    List<String> marked() throws IOException, InterruptedException {
        List<String> marked = new ArrayList<>();
        for (GroupKind kind : KINDS) {
            ListQuery query = new ListQuery(served.require(kind), "", Marks.RUN, "");
            for (ObjectNode object : Served.list(cluster, query)) {
                marked.add(kind.kind() + "/" + object.at("/metadata/name").asText());
            }
        }
        return marked;
    }

    /** A copy of credentials goes with its mover, some time after it. */
    void awaitUnmarked() {
        Awaitility.await("nothing with marks")
                .atMost(Duration.ofSeconds(30))
                .until(() -> marked().isEmpty());
    }

    /** What the user sees of the own objects: all but what every write changes. */
    List<JsonNode> usersObjects() throws IOException, InterruptedException {
        List<JsonNode> seen = new ArrayList<>();
        for (GroupKind kind : List.of(Served.CLAIM, Served.VOLUME, Served.DEPLOYMENT)) {
            for (ObjectNode object :
                    Served.list(cluster, ListQuery.all(served.require(kind), ""))) {
                String namespace = object.at("/metadata/namespace").asText("");
                String claims = object.at("/spec/claimRef/namespace").asText("");
                if (namespace.equals(user) || claims.equals(user)) {
                    ObjectNode metadata = object.withObject("/metadata");
                    metadata.remove(List.of("resourceVersion", "managedFields", "generation"));
                    object.remove("status");
                    seen.add(object);
                }
            }
        }
        return seen;
    }

    private void awaitServiceAccounts() {
        ApiResource accounts = objects.resource("v1", "ServiceAccount");
        for (String namespace : List.of(user, own)) {
            Awaitility.await("default ServiceAccount of " + namespace)
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> cluster.get(accounts, namespace, "default").isPresent());
        }
    }

    void close() throws Exception {
        driver.behave(PlayedCsiDriver.Mode.WELL);
        objects.deleteNamespace(user);
        objects.deleteNamespace(own);
        driver.close();
        cluster.close();
    }
}
