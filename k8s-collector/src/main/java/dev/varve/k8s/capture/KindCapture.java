package dev.varve.k8s.capture;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.ingest.tree.DocumentWriter;
import dev.varve.ingest.tree.TreeEntry;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ListQuery;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Writes the objects of one kind as they come from the API server, which sorts them by namespace:
 * one directory is in memory at a time, as names, never contents. Confined to one thread.
 */
final class KindCapture {
    private final String name;
    private final DocumentWriter writer;
    private final Predicate<ObjectNode> takes;
    private final Consumer<ObjectNode> taken;
    private final ObjectMapper json = new ObjectMapper();

    /** By namespace: the directory of this kind. */
    private final Map<String, TreeEntry> directories = new HashMap<>();

    private final Map<String, TreeEntry> open = new LinkedHashMap<>();
    private String openNamespace = "";

    /**
     * A kind that is to be captured.
     *
     * @param name of its directories
     * @param takes asked once for each object
     * @param taken told of each object that was written
     */
    KindCapture(
            String name,
            DocumentWriter writer,
            Predicate<ObjectNode> takes,
            Consumer<ObjectNode> taken) {
        this.name = name;
        this.writer = writer;
        this.takes = takes;
        this.taken = taken;
    }

    /** Objects came in another order than by namespace: they must be listed one by one. */
    static final class OutOfOrder extends IOException {
        private static final long serialVersionUID = 1;

        OutOfOrder(String message) {
            super(message);
        }
    }

    /**
     * Captures what the queries give.
     *
     * @throws OutOfOrder when one query gives a namespace twice
     */
    void capture(Cluster cluster, List<ListQuery> queries)
            throws IOException, InterruptedException {
        for (ListQuery query : queries) {
            cluster.list(query, this::accept);
        }
        closeDirectory();
    }

    /** The directory of this kind in each namespace that has any. */
    Map<String, TreeEntry> directories() {
        return directories;
    }

    private void accept(byte[] bytes) throws IOException, InterruptedException {
        if (!(json.readTree(bytes) instanceof ObjectNode object) || !takes.test(object)) {
            return;
        }
        String namespace = object.path("metadata").path("namespace").asText();
        if (!namespace.equals(openNamespace)) {
            closeDirectory();
            openNamespace = namespace;
            if (directories.containsKey(namespace)) {
                throw new OutOfOrder(name + " are not listed by namespace");
            }
        }
        String file = ObjectPath.file(object.path("metadata").path("name").asText());
        Optional<TreeEntry> before =
                Optional.ofNullable(open.put(file, writer.file(file, bytes, created(object))));
        if (before.isEmpty()) {
            taken.accept(object);
        }
    }

    private void closeDirectory() throws IOException, InterruptedException {
        if (!open.isEmpty()) {
            TreeEntry directory = writer.directory(name, new ArrayList<>(open.values()));
            directories.put(openNamespace, directory);
            open.clear();
        }
    }

    private static long created(ObjectNode object) {
        String text = object.path("metadata").path("creationTimestamp").asText();
        try {
            return text.isEmpty() ? 0 : Instant.parse(text).getEpochSecond();
        } catch (DateTimeException e) {
            return 0;
        }
    }
}
