package dev.varve.k8s.point;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.pull.NodeFetcher;
import dev.varve.ingest.push.Cancellation;
import dev.varve.ingest.tree.FileCopy;
import dev.varve.ingest.tree.TreeEntry;
import dev.varve.ingest.tree.TreeReader;
import dev.varve.ingest.tree.TreeWalks;
import dev.varve.k8s.capture.ChainNames;
import dev.varve.k8s.capture.ObjectPath;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reads the objects of a restore point, one at a time; each byte is proved by its name. Confined to
 * one thread.
 */
public final class PointObjects implements AutoCloseable {
    private static final int MOST_OBJECT_BYTES = 64 << 20;

    private final ClusterPoint point;
    private final ChainNames chains;
    private final TreeReader reader;
    private final TreeWalks walks;
    private final FileCopy files;
    private final ObjectMapper json = new ObjectMapper();

    public PointObjects(
            ClusterPoint point,
            RepositoryClient client,
            VaultCipher cipher,
            Cancellation cancellation) {
        this.point = point;
        chains = new ChainNames(point.description().cluster());
        reader = new TreeReader(new NodeFetcher(client), cipher);
        walks = new TreeWalks(reader);
        files = new FileCopy(client, cipher, reader, cancellation);
    }

    /** Takes objects one by one. */
    @FunctionalInterface
    public interface Sink {
        void accept(StoredObject stored, ObjectNode object)
                throws IOException, InterruptedException;
    }

    /**
     * Where an object lies: enough to {@link #read} it again.
     *
     * @param otherVersions directories that may have it in versions that were not preferred
     */
    public record StoredObject(ObjectKey key, TreeEntry entry, List<TreeEntry> otherVersions) {
        public StoredObject {
            otherVersions = List.copyOf(otherVersions);
        }
    }

    public ClusterPoint point() {
        return point;
    }

    /**
     * Hands on the objects of a namespace; of what lies outside of namespaces for an empty name.
     * Each comes once, in the version that its cluster preferred.
     */
    public void forEach(String namespace, Sink sink) throws IOException, InterruptedException {
        Optional<Id> root =
                point.root(
                        namespace.isEmpty()
                                ? chains.clusterObjects()
                                : chains.namespace(namespace));
        if (root.isEmpty()) {
            return;
        }
        List<TreeEntry> directories = walks.list(reader.root(root.get()));
        for (TreeEntry directory : directories) {
            String name = directory.name().toString();
            if (ObjectPath.isOtherVersion(name)) {
                continue;
            }
            List<TreeEntry> others =
                    directories.stream()
                            .filter(each -> ObjectPath.isOtherVersion(each.name().toString(), name))
                            .toList();
            List<TreeEntry> entries = new ArrayList<>(walks.list(directory));
            entries.sort(Comparator.comparing(TreeEntry::name));
            for (TreeEntry entry : entries) {
                ObjectNode object = parse(entry);
                sink.accept(new StoredObject(key(object, entry), entry, others), object);
            }
        }
    }

    /** Reads an object again. */
    public ObjectNode read(StoredObject stored) throws IOException, InterruptedException {
        return parse(stored.entry());
    }

    /** An object in the versions that were captured beside the preferred one. */
    public List<ObjectNode> otherVersions(StoredObject stored)
            throws IOException, InterruptedException {
        List<ObjectNode> versions = new ArrayList<>();
        for (TreeEntry directory : stored.otherVersions()) {
            for (TreeEntry entry : walks.list(directory)) {
                if (entry.name().equals(stored.entry().name())) {
                    versions.add(parse(entry));
                }
            }
        }
        return versions;
    }

    /** The bytes as the API server sent them. */
    public byte[] bytes(StoredObject stored) throws IOException, InterruptedException {
        return files.bytes(stored.entry(), MOST_OBJECT_BYTES);
    }

    private ObjectNode parse(TreeEntry entry) throws IOException, InterruptedException {
        byte[] bytes = files.bytes(entry, MOST_OBJECT_BYTES);
        if (json.readTree(bytes) instanceof ObjectNode object) {
            return object;
        }
        throw damaged(entry, "is no JSON object");
    }

    private static ObjectKey key(JsonNode object, TreeEntry entry) throws ProtocolException {
        JsonNode metadata = object.path("metadata");
        String name = metadata.path("name").asText();
        if (name.isEmpty() || object.path("kind").asText().isEmpty()) {
            throw damaged(entry, "has no kind or no name");
        }
        return new ObjectKey(
                GroupKind.of(object.path("apiVersion").asText(), object.path("kind").asText()),
                metadata.path("namespace").asText(),
                name);
    }

    private static ProtocolException damaged(TreeEntry entry, String what) {
        return new ProtocolException(
                ErrorCode.DAMAGED,
                "object file " + entry.name() + " " + what,
                "run varve check --level proof");
    }

    @Override
    public void close() {
        files.close();
    }
}
