package dev.varve.k8s.capture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.point.PointDescription;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells which objects of a restore point a scope takes. */
public final class ObjectMatch {
    private final Scope scope;
    private final List<LabelSelector> selectors;
    private final Map<GroupKind, Boolean> kinds = new HashMap<>();

    /**
     * A scope, for the kinds of a point.
     *
     * @param resources kinds of the point
     */
    public ObjectMatch(Scope scope, Collection<PointDescription.Resource> resources) {
        this.scope = scope;
        selectors = scope.labelSelectors().stream().map(LabelSelector::parse).toList();
        for (PointDescription.Resource each : resources) {
            ApiResource resource =
                    new ApiResource(
                            each.group(),
                            each.version(),
                            each.kind(),
                            each.plural(),
                            each.namespaced(),
                            Set.of());
            kinds.put(resource.groupKind(), scope.takesKind(resource));
        }
    }

    /** Tells which claims a scope takes, whether a point has some or not. */
    public static ObjectMatch ofClaims(Scope scope) {
        return new ObjectMatch(
                scope,
                List.of(
                        new PointDescription.Resource(
                                "",
                                "v1",
                                "PersistentVolumeClaim",
                                "persistentvolumeclaims",
                                true)));
    }

    public boolean takesNamespace(String name) {
        return scope.takesNamespace(name);
    }

    public boolean takesKind(ObjectNode object) {
        return kinds.getOrDefault(
                GroupKind.of(object.path("apiVersion").asText(), object.path("kind").asText()),
                false);
    }

    /** By kind and labels. */
    public boolean takes(ObjectNode object) {
        return takesKind(object)
                && (selectors.isEmpty()
                        || selectors.stream().anyMatch(selector -> selector.matches(object)));
    }
}
