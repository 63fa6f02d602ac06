package dev.varve.k8s.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ApiResource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * One cluster, as one user sees it. Safe for use by many threads. Requests that fail for a while
 * (lost connections, 429, 5xx) are tried again within bounds; what the API server refuses comes as
 * {@link ClusterException} with its reason.
 */
public interface Cluster extends AutoCloseable {
    /** Address of the API server. */
    String server();

    /**
     * Version that the API server says of itself: {@code v1.36.1}. For people, never for choices.
     */
    String version() throws IOException, InterruptedException;

    /** The kinds that are served now. Groups that do not answer become warnings. */
    Discovery discover() throws IOException, InterruptedException;

    /**
     * Hands every object that the query fits to {@code sink}, one at a time and page by page, so
     * that memory does not grow with their number. When the API server forgets the list in between
     * (410), it goes on from a new one: an object may then come twice, with the newer state second.
     */
    void list(ListQuery query, ObjectSink sink) throws IOException, InterruptedException;

    /** An object, or nothing when it is not there. */
    Optional<ObjectNode> get(ApiResource resource, String namespace, String name)
            throws IOException, InterruptedException;

    /** Creates an object; gives it as the API server would keep it. */
    ObjectNode create(ApiResource resource, String namespace, ObjectNode object, Write write)
            throws IOException, InterruptedException;

    /**
     * Changes an object by JSON merge patch (RFC 7386).
     *
     * @param subresource {@code status}, {@code scale} …, or empty
     */
    ObjectNode mergePatch(
            ApiResource resource,
            String namespace,
            String name,
            String subresource,
            JsonNode patch,
            Write write)
            throws IOException, InterruptedException;

    /** Has an object deleted; false when it was not there. Its end may come later. */
    boolean delete(ApiResource resource, String namespace, String name, Deletion deletion)
            throws IOException, InterruptedException;

    /**
     * Starts a command in a container.
     *
     * @param container empty for the Pod's default one
     */
    PodProcess exec(String namespace, String pod, String container, List<String> command)
            throws IOException, InterruptedException;

    /**
     * The last lines that a container wrote, and no more than some KiB of them; empty when it wrote
     * none.
     */
    String tail(String namespace, String pod, String container, int lines)
            throws IOException, InterruptedException;

    /** Whether this user may do something (SelfSubjectAccessReview). */
    boolean allows(Access access) throws IOException, InterruptedException;

    /** The same cluster as another user, whom this one must be allowed to impersonate. */
    Cluster as(Identity identity);

    @Override
    void close();
}
