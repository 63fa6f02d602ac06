package dev.varve.k8s.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.Write;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The number of replicas that a workload had before a run scaled it, in the annotation {@code
 * varve.dev/scaled-from}: {@code 3 run-7f}. Whoever finds it of a run that is gone can put it back.
 */
public record ScaleMemory(String run, int replicas) {
    public static final String ANNOTATION = "varve.dev/scaled-from";

    public ScaleMemory {
        if (replicas < 0 || run.isBlank()) {
            throw new IllegalArgumentException(replicas + " replicas before run '" + run + "'");
        }
    }

    /** What a workload remembers, if anything. */
    public static Optional<ScaleMemory> former(JsonNode workload) throws IOException {
        String text = workload.path("metadata").path("annotations").path(ANNOTATION).asText();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String[] words = text.split(" ", 2);
        try {
            return Optional.of(new ScaleMemory(words[1], Integer.parseInt(words[0])));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new IOException("annotation " + ANNOTATION + " is not ours: " + text);
        }
    }

    /**
     * Puts a workload back if it was scaled by a run that does not live any more.
     *
     * @return whether anything was done
     */
    public static boolean undo(
            Cluster cluster, ApiResource resource, ObjectKey workload, Predicate<String> isAlive)
            throws IOException, InterruptedException {
        Optional<ObjectNode> found = cluster.get(resource, workload.namespace(), workload.name());
        Optional<ScaleMemory> memory = found.isEmpty() ? Optional.empty() : former(found.get());
        if (memory.isEmpty() || isAlive.test(memory.get().run())) {
            return false;
        }
        memory.get().restore(cluster, resource, workload);
        return true;
    }

    void write(Cluster cluster, ApiResource resource, ObjectKey workload)
            throws IOException, InterruptedException {
        annotate(cluster, resource, workload, replicas + " " + run);
    }

    /** Scales first and forgets then: a crash between the two does it again. */
    void restore(Cluster cluster, ApiResource resource, ObjectKey workload)
            throws IOException, InterruptedException {
        ScaleStep.setReplicas(cluster, resource, workload, replicas);
        annotate(cluster, resource, workload, null);
    }

    private static void annotate(
            Cluster cluster, ApiResource resource, ObjectKey workload, @Nullable String value)
            throws IOException, InterruptedException {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.withObject("metadata").withObject("annotations").put(ANNOTATION, value);
        cluster.mergePatch(resource, workload.namespace(), workload.name(), "", patch, Write.REAL);
    }
}
