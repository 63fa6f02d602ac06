package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the Pod spec in an object, and the containers in it. */
final class PodSpecs {
    private static final List<String[]> PLACES =
            List.of(
                    new String[] {"spec"},
                    new String[] {"spec", "template", "spec"},
                    new String[] {"spec", "jobTemplate", "spec", "template", "spec"},
                    new String[] {"template", "spec"});

    private static final List<String> CONTAINER_LISTS =
            List.of("containers", "initContainers", "ephemeralContainers");

    private PodSpecs() {}

    /** The spec of a Pod or of its template, in kinds of our own and of others. */
    static Optional<ObjectNode> of(ObjectNode object) {
        return PLACES.stream()
                .flatMap(place -> Json.object(object, place).stream())
                .filter(spec -> spec.path("containers").isArray())
                .findFirst();
    }

    /** All containers of all three lists. */
    static List<ObjectNode> containers(ObjectNode podSpec) {
        List<ObjectNode> containers = new ArrayList<>();
        CONTAINER_LISTS.forEach(list -> containers.addAll(Json.objects(podSpec, list)));
        return containers;
    }
}
