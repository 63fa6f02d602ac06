package dev.varve.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.capture.Scope;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.Deletion;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.cluster.Write;
import dev.varve.k8s.kube.ClusterState;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.kube.Shop;
import dev.varve.k8s.model.ApiResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A real API server with an application, a daemon, and a point of the application: one for all
 * tests of a JVM, as a parameter of this type. Tests restore into namespaces of their own, which
 * they take by {@link #copy}; when a test ends, they are deleted.
 */
final class KubernetesLab implements AutoCloseable {
    private final KubeServer server;
    private final Path work;
    private final Scripted varve;
    private final int port = Scripted.freePort();
    private final Cluster cluster;
    private final Objects objects;
    private final boolean customObjects;
    private final Shop shop;
    private final VaultAtHand vault;
    private final String point;
    private final List<String> namespaces = new ArrayList<>();

    private KubernetesLab(KubeServer server) throws IOException, InterruptedException {
        this.server = server;
        work = Files.createTempDirectory("varve-kubernetes");
        varve = Scripted.inProcess(work);
        Process _ = varve.serve(data(), port, Scripted.freePort());
        varve.enroll("collector", data().toString(), port, profile());
        cluster = server.admin();
        objects = new Objects(cluster);
        customObjects = server.keepsCustomObjects();
        shop = new Shop(cluster, objects, customObjects);
        shop.open();
        vault = new VaultAtHand(cluster, Path.of(profile()), work.resolve("state"));
        point = backUp("-n", shop.namespace(), "--cluster-objects", "all").get("point").asText();
    }

    KubeServer server() {
        return server;
    }

    /** A folder for whatever tests write. */
    Path work() {
        return work;
    }

    Path data() {
        return work.resolve("data");
    }

    String profile() {
        return work.resolve("profile.json").toString();
    }

    /** Lets a client into a vault of its own; gives its profile. */
    String enroll(String client, String name) throws IOException, InterruptedException {
        varve.run("vault", "create", name, "--data", data().toString());
        return enrollInto(name, client);
    }

    /** Lets one more client into the vault of the point. */
    String enrollBeside(String client) throws IOException, InterruptedException {
        return enrollInto("v", client, "--unlock", profile());
    }

    private String enrollInto(String name, String client, String... more)
            throws IOException, InterruptedException {
        String file = work.resolve(client + ".json").toString();
        String[] who = {"client", "enroll", client, "--vault", name, "--out", file};
        String[] where = {"--data", data().toString(), "--to", "127.0.0.1:" + port, "--json"};
        JsonNode _ = varve.json(joined(joined(who, where), more));
        return file;
    }

    Scripted varve() {
        return varve;
    }

    Cluster cluster() {
        return cluster;
    }

    Objects objects() {
        return objects;
    }

    boolean customObjects() {
        return customObjects;
    }

    /** The application: tests leave it as it is. */
    Shop shop() {
        return shop;
    }

    VaultAtHand vault() {
        return vault;
    }

    /** A point of the application and of all that is outside of namespaces. */
    String point() {
        return point;
    }

    /** A new point of this scope. */
    String point(Scope scope) throws IOException, InterruptedException {
        return vault.backUp("test", scope).backup().point().toString();
    }

    /** A namespace that is not there yet. */
    String copy(String stem) {
        String name = Objects.unique(stem);
        namespaces.add(name);
        return name;
    }

    /** Has a namespace deleted with the copies. */
    void willDelete(String namespace) {
        namespaces.add(namespace);
    }

    /** A namespace that is there. */
    String create(String stem) throws IOException, InterruptedException {
        String name = objects.createNamespace(stem);
        namespaces.add(name);
        return name;
    }

    private void deleteCopies() throws IOException, InterruptedException {
        for (String each : namespaces) {
            objects.dropNamespace(each);
        }
        ApiResource volumes = objects.resource("v1", "PersistentVolume");
        List<String> left = new ArrayList<>();
        cluster.list(
                ListQuery.all(volumes, ""),
                bytes -> {
                    JsonNode volume = new ObjectMapper().readTree(bytes);
                    if (namespaces.contains(volume.at("/spec/claimRef/namespace").asText())) {
                        left.add(volume.at("/metadata/name").asText());
                    }
                });
        for (String each : left) {
            boolean _ = cluster.delete(volumes, "", each, Deletion.BACKGROUND);
        }
        namespaces.clear();
    }

    ObjectNode get(String namespace, String apiVersion, String kind, String name)
            throws IOException, InterruptedException {
        return cluster.get(objects.resource(apiVersion, kind), namespace, name).orElseThrow();
    }

    /** Names of what users made in a namespace; not the views of a controller of ours. */
    List<String> namesIn(String namespace) throws IOException, InterruptedException {
        return namespaced(ClusterState.of(cluster, namespace));
    }

    static List<String> namespaced(Map<String, String> state) {
        return state.entrySet().stream()
                .filter(each -> each.getValue().contains("\"namespace\" : "))
                .map(Map.Entry::getKey)
                .filter(key ->
                        !key.startsWith("Application/")
                                && !key.startsWith("Cluster")
                                && !key.startsWith("Persistent")
                                && !key.startsWith("Validating"))
                .toList();
    }

    void paint(String namespace, String colour) throws IOException, InterruptedException {
        ObjectNode _ =
                cluster.mergePatch(
                        objects.resource("v1", "ConfigMap"),
                        namespace,
                        "settings",
                        "",
                        Objects.parse("{data: {colour: '" + colour + "'}}"),
                        Write.REAL);
    }

    String colour(String namespace) throws IOException, InterruptedException {
        return get(namespace, "v1", "ConfigMap", "settings").at("/data/colour").asText();
    }

    JsonNode backUp(String... arguments) throws IOException, InterruptedException {
        String[] own = {"--cluster", "test", "--state-dir", work.resolve("state").toString()};
        return varve.json(command("backup", joined(own, arguments)));
    }

    JsonNode k8s(String verb, String... arguments) throws IOException, InterruptedException {
        return varve.json(command(verb, arguments));
    }

    String[] command(String verb, String... arguments) {
        return commandAs(server.kubeconfig().toString(), verb, arguments);
    }

    String[] commandAs(String kubeconfig, String verb, String... arguments) {
        String[] end = {"--kubeconfig", kubeconfig, "--profile", profile(), "--json"};
        return joined(new String[] {"k8s", verb}, joined(arguments, end));
    }

    /** Of the point, the application, into a copy. */
    String[] into(String copy, String... more) {
        String[] scope = {
            point, "-n", shop.namespace(), "--map-namespace", shop.namespace() + "=" + copy
        };
        return joined(scope, more);
    }

    private static String[] joined(String[] first, String[] rest) {
        return Stream.concat(Stream.of(first), Stream.of(rest)).toArray(String[]::new);
    }

    @Override
    public void close() throws IOException {
        vault.close();
        varve.close();
        try {
            deleteCopies();
            shop.close(true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        cluster.close();
        Awaitility.await("the end of the daemon's files")
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(IOException.class) // it still writes while it ends
                .until(this::deleteWork);
    }

    private boolean deleteWork() throws IOException {
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException e) {
            return false;
        }
        return !Files.exists(work);
    }

    /** Resolves parameters of tests, and deletes the copies that each made. */
    static final class Extension implements ParameterResolver, AfterEachCallback {
        private static final ExtensionContext.Namespace SPACE =
                ExtensionContext.Namespace.create(KubernetesLab.class);

        private final KubeServer.Extension servers = new KubeServer.Extension();

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == KubernetesLab.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            KubeServer server = (KubeServer) servers.resolveParameter(parameter, context);
            return context.getRoot()
                    .getStore(SPACE)
                    .getOrComputeIfAbsent(
                            KubernetesLab.class, key -> open(server), KubernetesLab.class);
        }

        @Override
        public void afterEach(ExtensionContext context) throws IOException, InterruptedException {
            KubernetesLab lab =
                    context.getRoot().getStore(SPACE).get(KubernetesLab.class, KubernetesLab.class);
            if (lab != null) {
                lab.deleteCopies();
            }
        }

        private static KubernetesLab open(KubeServer server) {
            try {
                return new KubernetesLab(server);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
