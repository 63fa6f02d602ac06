package dev.varve.k8s.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.Access;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.Deletion;
import dev.varve.k8s.cluster.Discovery;
import dev.varve.k8s.cluster.Identity;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.cluster.ObjectSink;
import dev.varve.k8s.cluster.Write;
import dev.varve.k8s.model.ApiResource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * A fake: one "container" is a set of environment variables on this machine, and objects stand in a
 * map. Knows just what hooks ask of a cluster.
 */
public final class LocalCluster implements Cluster {
    public static final ApiResource JOBS = resource("batch", "Job", "jobs");
    public static final ApiResource SECRETS = resource("", "Secret", "secrets");
    public static final ApiResource PODS = resource("", "Pod", "pods");
    public static final ApiResource DEPLOYMENTS = resource("apps", "Deployment", "deployments");

    private final List<String> prefix;
    private final Map<String, String> environment;
    private final Map<String, ObjectNode> objects = new TreeMap<>();
    private final List<Process> processes = new ArrayList<>();
    private UnaryOperator<ObjectNode> onCreate = each -> each;
    private final List<String> log = new ArrayList<>();

    /** Runs commands after {@code prefix} with this environment and nothing else. */
    public LocalCluster(List<String> prefix, Map<String, String> environment) {
        this.prefix = List.copyOf(prefix);
        this.environment = Map.copyOf(environment);
    }

    public LocalCluster() {
        this(List.of(), Map.of());
    }

    private static ApiResource resource(String group, String kind, String plural) {
        return new ApiResource(group, "v1", kind, plural, true, Set.of("get", "list"));
    }

    /** What the cluster makes of an object that is created. */
    void onCreate(UnaryOperator<ObjectNode> change) {
        onCreate = change;
    }

    public synchronized void put(ApiResource resource, String namespace, ObjectNode object) {
        objects.put(
                resource.path(namespace, object.at("/metadata/name").asText()), object.deepCopy());
    }

    /** Every request that changed something. */
    synchronized List<String> log() {
        return List.copyOf(log);
    }

    @Override
    public String server() {
        return "local";
    }

    @Override
    public String version() {
        return "none";
    }

    @Override
    public Discovery discover() {
        return new Discovery(List.of(JOBS, PODS, SECRETS, DEPLOYMENTS), List.of());
    }

    @Override
    public void list(ListQuery query, ObjectSink sink) throws IOException, InterruptedException {
        String path = query.resource().path(query.namespace(), "") + "/";
        List<ObjectNode> found;
        synchronized (this) {
            found =
                    objects.entrySet().stream()
                            .filter(each -> each.getKey().startsWith(path))
                            .map(Map.Entry::getValue)
                            .filter(each -> fits(each, query.labelSelector()))
                            .toList();
        }
        for (ObjectNode each : found) {
            sink.accept(each.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static boolean fits(ObjectNode object, String selector) {
        for (String term : selector.isEmpty() ? new String[0] : selector.split(",", -1)) {
            String[] words = term.split("=", 2);
            if (!object.at("/metadata/labels").path(words[0]).asText().equals(words[1])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String tail(String namespace, String pod, String container, int lines) {
        return "";
    }

    @Override
    public synchronized Optional<ObjectNode> get(
            ApiResource resource, String namespace, String name) {
        return Optional.ofNullable(objects.get(resource.path(namespace, name)))
                .map(ObjectNode::deepCopy);
    }

    @Override
    public synchronized ObjectNode create(
            ApiResource resource, String namespace, ObjectNode object, Write write)
            throws IOException {
        String path = resource.path(namespace, object.at("/metadata/name").asText());
        if (objects.containsKey(path)) {
            throw new ClusterException(409, "AlreadyExists", path + " exists");
        }
        log.add("create " + path);
        ObjectNode kept = onCreate.apply(object.deepCopy());
        objects.put(path, kept);
        return kept.deepCopy();
    }

    @Override
    public synchronized ObjectNode mergePatch(
            ApiResource resource,
            String namespace,
            String name,
            String subresource,
            JsonNode patch,
            Write write)
            throws IOException {
        ObjectNode object = objects.get(resource.path(namespace, name));
        if (object == null) {
            throw new ClusterException(404, "NotFound", name + " is not there");
        }
        log.add("patch " + subresource + " " + patch);
        merge(object, patch);
        if (subresource.equals("scale") && patch.at("/spec/replicas").asInt() == 0) {
            objects.keySet().removeIf(each -> each.startsWith(PODS.path(namespace, "")));
        }
        return object.deepCopy();
    }

    private static void merge(ObjectNode object, JsonNode patch) {
        patch.properties()
                .forEach(each -> {
                    if (each.getValue().isObject()) {
                        merge(object.withObject(each.getKey()), each.getValue());
                    } else if (each.getValue().isNull()) {
                        object.remove(each.getKey());
                    } else {
                        object.set(each.getKey(), each.getValue());
                    }
                });
    }

    @Override
    public synchronized boolean delete(
            ApiResource resource, String namespace, String name, Deletion deletion) {
        log.add("delete " + resource.path(namespace, name));
        return objects.remove(resource.path(namespace, name)) != null;
    }

    @Override
    public LocalPodProcess exec(
            String namespace, String pod, String container, List<String> command)
            throws IOException {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().putAll(environment);
        builder.directory(new java.io.File("/"));
        Process process = builder.start();
        synchronized (this) {
            processes.add(process);
        }
        return new LocalPodProcess(process);
    }

    /** The last command that was started. */
    synchronized ProcessHandle last() {
        return processes.getLast().toHandle();
    }

    /** Cuts the connections of all commands, as a lost network does. */
    public synchronized void hangUp() {
        processes.forEach(each -> new LocalPodProcess(each).close());
    }

    /** Whether every command that was started ended by itself within that time. */
    public boolean endedWithin(long seconds) throws InterruptedException {
        List<Process> all;
        synchronized (this) {
            all = List.copyOf(processes);
        }
        for (Process each : all) {
            if (!each.waitFor(seconds, TimeUnit.SECONDS)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean allows(Access access) {
        return true;
    }

    @Override
    public Cluster as(Identity identity) {
        return this;
    }

    @Override
    public synchronized void close() {
        for (Process each : processes) {
            each.descendants().forEach(ProcessHandle::destroyForcibly);
            each.destroyForcibly();
        }
    }
}
