package dev.varve.k8s.controller;

import dev.varve.k8s.blueprint.BlueprintBinding;
import dev.varve.k8s.blueprint.Blueprints;
import dev.varve.k8s.held.Protections;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Blueprints and bindings as custom resources. A namespace's own come last and win: whoever may
 * write them there rules over its Pods alone. Those of the run's namespace hold in all that it
 * takes. What cannot be understood is told, and hinders no other.
 */
final class ResourceProtections implements Protections {
    private final KubernetesClient client;
    private final String home;

    /**
     * For one run.
     *
     * @param home the run's namespace
     */
    ResourceProtections(KubernetesClient client, String home) {
        this.client = client;
        this.home = home;
    }

    @Override
    public Protection of(String namespace) {
        List<String> complaints = new ArrayList<>();
        Blueprints blueprints = Blueprints.own();
        Set<String> sources = new LinkedHashSet<>(List.of(home, namespace));
        for (String source : sources) {
            blueprints =
                    blueprints.with(
                            read(
                                    list(
                                            dev.varve.k8s.resource.Blueprint.class,
                                            source,
                                            complaints),
                                    BlueprintResources::blueprint,
                                    complaints));
        }
        List<BlueprintBinding> bindings =
                read(
                        list(dev.varve.k8s.resource.BlueprintBinding.class, namespace, complaints),
                        BlueprintResources::binding,
                        complaints);
        return new Protection(blueprints, bindings, complaints);
    }

    private <R extends HasMetadata> List<R> list(
            Class<R> kind, String namespace, List<String> complaints) {
        try {
            return client.resources(kind).inNamespace(namespace).list().getItems();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
            complaints.add(
                    "each %s of namespace %s may not be read, and is not used"
                            .formatted(kind.getSimpleName(), namespace));
            return List.of();
        }
    }

    private static <R extends HasMetadata, T> List<T> read(
            List<R> resources, Function<R, T> reader, List<String> complaints) {
        List<T> read = new ArrayList<>();
        for (R each : resources) {
            try {
                read.add(reader.apply(each));
            } catch (IllegalArgumentException e) {
                complaints.add(BlueprintResources.place(each) + " is not used: " + e.getMessage());
            }
        }
        return read;
    }
}
