package dev.varve.k8s.controller;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.blueprint.Blueprint;
import dev.varve.k8s.blueprint.BlueprintBinding;
import dev.varve.k8s.blueprint.BlueprintFormat;
import dev.varve.k8s.resource.BlueprintBindingSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** Custom resources as what they say. */
final class BlueprintResources {
    private static final ObjectMapper JSON = new ObjectMapper();

    private BlueprintResources() {}

    /**
     * The blueprint, named as its resource: the same fields as the document of
     * docs/formats/blueprint.md, and the same checks.
     *
     * @throws IllegalArgumentException says what is wrong where
     */
    static Blueprint blueprint(dev.varve.k8s.resource.Blueprint resource) {
        ObjectNode document = JSON.valueToTree(resource.getSpec());
        document.put("format", "varve-blueprint").put("version", Blueprint.VERSION);
        document.put("name", resource.getMetadata().getName());
        return BlueprintFormat.read(document, place(resource));
    }

    /**
     * The binding, good for its own namespace alone.
     *
     * @throws IllegalArgumentException says what is wrong
     */
    static BlueprintBinding binding(dev.varve.k8s.resource.BlueprintBinding resource) {
        BlueprintBindingSpec spec = resource.getSpec();
        return new BlueprintBinding(
                resource.getMetadata().getNamespace(),
                spec.name,
                spec.labels,
                spec.blueprint,
                spec.mode,
                spec.container,
                spec.parameters);
    }

    /** As messages call it. */
    static String place(HasMetadata resource) {
        return resource.getKind()
                + " "
                + resource.getMetadata().getNamespace()
                + "/"
                + resource.getMetadata().getName();
    }
}
