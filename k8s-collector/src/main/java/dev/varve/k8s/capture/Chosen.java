package dev.varve.k8s.capture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.Discovery;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.rule.Keys;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which objects in namespaces a scope takes. Where names or relations choose, the namespaces were
 * read for it, and the keys of what is taken are in memory.
 */
public final class Chosen {
    private final Scope scope;
    private final List<LabelSelector> labels;
    private final Optional<Set<ObjectKey>> keys;
    private final Set<GroupKind> kinds = new HashSet<>();
    private final List<String> warnings;

    private Chosen(Scope scope, Optional<Set<ObjectKey>> keys, List<String> warnings) {
        this.scope = scope;
        this.keys = keys;
        this.warnings = List.copyOf(warnings);
        labels = scope.labelSelectors().stream().map(LabelSelector::parse).toList();
        keys.ifPresent(all -> all.forEach(key -> kinds.add(key.kind())));
    }

    /**
     * Finds them.
     *
     * @param namespaces of the scope
     */
    public static Chosen of(
            Cluster cluster, Discovery discovery, Scope scope, Collection<String> namespaces)
            throws IOException, InterruptedException {
        if (!scope.isChosenByOthers()) {
            return new Chosen(scope, Optional.empty(), List.of());
        }
        Relations relations = Relations.read(cluster, discovery, scope, namespaces);
        return new Chosen(scope, Optional.of(relations.chosen()), relations.warnings());
    }

    /** Whether objects of this kind have to be listed. */
    boolean takesKind(ApiResource resource) {
        return keys.isPresent() ? kinds.contains(resource.groupKind()) : scope.takesKind(resource);
    }

    /** Selectors for the API server: several would give one object twice. */
    List<String> selectors() {
        return keys.isEmpty() && labels.size() == 1 ? scope.labelSelectors() : List.of("");
    }

    /** By its key, or its labels; its kind is one that is taken. */
    boolean takes(ObjectNode object) {
        return keys.isPresent()
                ? keys.get().contains(Keys.of(object))
                : labels.isEmpty() || labels.stream().anyMatch(each -> each.matches(object));
    }

    /** Whether an object in a namespace is taken, whatever its kind. */
    public boolean takes(ApiResource resource, ObjectNode object) {
        return takesKind(resource) && takes(object);
    }

    /** Whether an object is taken, as far as its key says; true where labels decide. */
    boolean mayTake(ObjectKey key) {
        return keys.isEmpty() || keys.get().contains(key);
    }

    /** What was named and is not there, and what could not be read. */
    List<String> warnings() {
        return warnings;
    }
}
