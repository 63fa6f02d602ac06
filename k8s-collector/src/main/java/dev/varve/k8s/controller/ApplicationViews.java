package dev.varve.k8s.controller;

import dev.varve.k8s.resource.Api;
import dev.varve.k8s.resource.Application;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Shows what was found in a namespace as Applications. */
final class ApplicationViews {
    private final KubernetesClient client;
    private final Statuses statuses;

    ApplicationViews(KubernetesClient client, Statuses statuses) {
        this.client = client;
        this.statuses = statuses;
    }

    /** Makes views of what came, and removes those of what went. */
    void show(String namespace, Collection<FoundApplication> found) {
        Map<String, Application> shown = new HashMap<>();
        client.resources(Application.class)
                .inNamespace(namespace)
                .withLabel(Api.MANAGED_LABEL, Api.MANAGER)
                .list()
                .getItems()
                .forEach(each -> shown.put(each.getMetadata().getName(), each));
        for (FoundApplication each : found) {
            Application view = shown.remove(each.key().objectName());
            Application there =
                    view == null ? client.resource(make(namespace, each)).create() : view;
            statuses.changeIfDifferent(
                    there,
                    latest -> {
                        latest.getStatus().workloads = each.workloads();
                        latest.getStatus().volumeClaims = each.volumeClaims();
                    });
        }
        shown.values()
                .forEach(gone -> {
                    var _ = client.resource(gone).delete();
                });
    }

    private static Application make(String namespace, FoundApplication found) {
        Application view = new Application();
        view.setMetadata(
                new ObjectMetaBuilder()
                        .withName(found.key().objectName())
                        .withNamespace(namespace)
                        .addToLabels(Api.MANAGED_LABEL, Api.MANAGER)
                        .build());
        view.getSpec().kind = found.key().kind();
        view.getSpec().instance = found.key().instance();
        view.getSpec().selector = found.selector();
        return view;
    }
}
