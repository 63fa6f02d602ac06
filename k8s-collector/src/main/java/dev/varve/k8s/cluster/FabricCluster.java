package dev.varve.k8s.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ApiResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A {@link Cluster} through fabric8's client. */
public final class FabricCluster implements Cluster {
    private static final String FIELD_MANAGER = "varve";
    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final String JSON_TYPE = "application/json";

    /** Retries of one request by the client library, each waiting twice as long as the last. */
    private static final int RETRIES = 4;

    private static final int FIRST_RETRY_MILLIS = 200;
    private static final int CONNECT_MILLIS = 10_000;
    private static final int ANSWER_MILLIS = 60_000;

    private static final int MOST_TAIL_BYTES = 8 << 10;

    private static final ApiResource POD =
            new ApiResource("", "v1", "Pod", "pods", true, Set.of("get"));
    private static final ApiResource SELF_REVIEW =
            new ApiResource(
                    "authorization.k8s.io",
                    "v1",
                    "SelfSubjectAccessReview",
                    "selfsubjectaccessreviews",
                    false,
                    Set.of("create"));

    private final KubernetesClient client;
    private final HttpCalls calls;

    private FabricCluster(Config config) {
        client = new KubernetesClientBuilder().withConfig(config).build();
        calls = new HttpCalls(client, new ObjectMapper());
    }

    /**
     * The cluster of a kubeconfig.
     *
     * @param context one of its contexts; empty for its current one
     */
    public static FabricCluster of(Path kubeconfig, String context) throws IOException {
        if (!Files.isReadable(kubeconfig)) {
            throw new IOException("kubeconfig " + kubeconfig + " cannot be read");
        }
        File file = kubeconfig.toFile();
        Config config =
                context.isEmpty()
                        ? Config.fromKubeconfig(file)
                        : Config.fromKubeconfig(context, file);
        return new FabricCluster(bounded(config));
    }

    /** The cluster that this process runs in, by its ServiceAccount; else $KUBECONFIG. */
    public static FabricCluster around() {
        return new FabricCluster(bounded(Config.autoConfigure(null)));
    }

    private static Config bounded(Config config) {
        return new ConfigBuilder(config)
                .withRequestRetryBackoffLimit(RETRIES)
                .withRequestRetryBackoffInterval(FIRST_RETRY_MILLIS)
                .withConnectionTimeout(CONNECT_MILLIS)
                .withRequestTimeout(ANSWER_MILLIS)
                .build();
    }

    @Override
    public String server() {
        return client.getMasterUrl().toString();
    }

    @Override
    public String version() throws IOException, InterruptedException {
        return build().path("gitVersion").asText();
    }

    /** All that the API server says of its build. */
    public ObjectNode build() throws IOException, InterruptedException {
        return calls.get("/version");
    }

    @Override
    public Discovery discover() throws IOException, InterruptedException {
        return new Discoverer(calls).discover();
    }

    @Override
    public void list(ListQuery query, ObjectSink sink) throws IOException, InterruptedException {
        new Lister(calls).list(query, sink);
    }

    @Override
    public Optional<ObjectNode> get(ApiResource resource, String namespace, String name)
            throws IOException, InterruptedException {
        try {
            return Optional.of(calls.get(resource.path(namespace, name)));
        } catch (ClusterException e) {
            if (e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public ObjectNode create(ApiResource resource, String namespace, ObjectNode object, Write write)
            throws IOException, InterruptedException {
        return calls.send("POST", resource.path(namespace, "") + query(write), JSON_TYPE, object);
    }

    @Override
    public ObjectNode mergePatch(
            ApiResource resource,
            String namespace,
            String name,
            String subresource,
            JsonNode patch,
            Write write)
            throws IOException, InterruptedException {
        String path = resource.path(namespace, name);
        String whole = subresource.isEmpty() ? path : path + "/" + subresource;
        return calls.send("PATCH", whole + query(write), MERGE_PATCH, patch);
    }

    @Override
    public boolean delete(ApiResource resource, String namespace, String name, Deletion deletion)
            throws IOException, InterruptedException {
        ObjectNode options =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("kind", "DeleteOptions")
                        .put("apiVersion", "v1")
                        .put("propagationPolicy", deletion.dependents().policy());
        if (!deletion.uid().isEmpty()) {
            options.putObject("preconditions").put("uid", deletion.uid());
        }
        try {
            ObjectNode _ = calls.send("DELETE", resource.path(namespace, name), JSON_TYPE, options);
            return true;
        } catch (ClusterException e) {
            if (e.isNotFound()) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public PodProcess exec(String namespace, String pod, String container, List<String> command)
            throws IOException {
        return ExecProcess.start(client, namespace, pod, container, command);
    }

    @Override
    public String tail(String namespace, String pod, String container, int lines)
            throws IOException, InterruptedException {
        String path =
                POD.path(namespace, pod) + "/log?container=" + container + "&tailLines=" + lines;
        try (InputStream body = calls.stream(path)) {
            return new String(body.readNBytes(MOST_TAIL_BYTES), StandardCharsets.UTF_8);
        }
    }

    @Override
    public boolean allows(Access access) throws IOException, InterruptedException {
        ObjectNode review =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("kind", SELF_REVIEW.kind())
                        .put("apiVersion", SELF_REVIEW.apiVersion());
        ObjectNode attributes = review.putObject("spec").putObject("resourceAttributes");
        attributes
                .put("verb", access.verb())
                .put("group", access.group())
                .put("resource", access.plural())
                .put("subresource", access.subresource())
                .put("namespace", access.namespace())
                .put("name", access.name());
        return create(SELF_REVIEW, "", review, Write.REAL)
                .path("status")
                .path("allowed")
                .asBoolean();
    }

    @Override
    public Cluster as(Identity identity) {
        Config config =
                new ConfigBuilder(client.getConfiguration())
                        .withImpersonateUsername(identity.user())
                        .withImpersonateGroups(identity.groups().toArray(String[]::new))
                        .build();
        return new FabricCluster(config);
    }

    @Override
    public void close() {
        client.close();
    }

    private static String query(Write write) {
        String manager = "?fieldManager=" + FIELD_MANAGER;
        return write == Write.DRY_RUN ? manager + "&dryRun=All" : manager;
    }
}
