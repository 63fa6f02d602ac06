package dev.varve.k8s.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ApiResource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * One cluster by two identities, for a collector that works on volumes in the name of somebody
 * else. What lies in namespaces is read and written as that other one; what lies outside of
 * namespaces, and the collector's own namespace, as the collector, who alone should be able to. So
 * are lists over all namespaces, by which the collector finds its own marks. Closes neither.
 */
public final class SplitCluster implements Cluster {
    private final Cluster actor;
    private final Cluster own;
    private final String ownNamespace;

    public SplitCluster(Cluster actor, Cluster own, String ownNamespace) {
        this.actor = actor;
        this.own = own;
        this.ownNamespace = ownNamespace;
    }

    private Cluster in(ApiResource resource, String namespace) {
        boolean isOwn =
                !resource.namespaced() || namespace.isEmpty() || namespace.equals(ownNamespace);
        return isOwn ? own : actor;
    }

    @Override
    public String server() {
        return own.server();
    }

    @Override
    public String version() throws IOException, InterruptedException {
        return own.version();
    }

    @Override
    public Discovery discover() throws IOException, InterruptedException {
        return own.discover();
    }

    @Override
    public void list(ListQuery query, ObjectSink sink) throws IOException, InterruptedException {
        in(query.resource(), query.namespace()).list(query, sink);
    }

    @Override
    public Optional<ObjectNode> get(ApiResource resource, String namespace, String name)
            throws IOException, InterruptedException {
        return in(resource, namespace).get(resource, namespace, name);
    }

    @Override
    public ObjectNode create(ApiResource resource, String namespace, ObjectNode object, Write write)
            throws IOException, InterruptedException {
        return in(resource, namespace).create(resource, namespace, object, write);
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
        return in(resource, namespace)
                .mergePatch(resource, namespace, name, subresource, patch, write);
    }

    @Override
    public boolean delete(ApiResource resource, String namespace, String name, Deletion deletion)
            throws IOException, InterruptedException {
        return in(resource, namespace).delete(resource, namespace, name, deletion);
    }

    @Override
    public PodProcess exec(String namespace, String pod, String container, List<String> command)
            throws IOException, InterruptedException {
        return actor.exec(namespace, pod, container, command);
    }

    @Override
    public String tail(String namespace, String pod, String container, int lines)
            throws IOException, InterruptedException {
        Cluster reader = namespace.equals(ownNamespace) ? own : actor;
        return reader.tail(namespace, pod, container, lines);
    }

    @Override
    public boolean allows(Access access) throws IOException, InterruptedException {
        return actor.allows(access);
    }

    @Override
    public Cluster as(Identity identity) {
        return actor.as(identity);
    }

    @Override
    public void close() {
        // Both are closed by those who opened them.
    }
}
