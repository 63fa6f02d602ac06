package dev.varve.k8s.cluster;

import dev.varve.k8s.model.ApiResource;

/**
 * Which objects to list.
 *
 * @param namespace empty: of all namespaces
 * @param labelSelector as the API server takes it, {@code app=web,tier!=cache}; empty: all
 * @param fieldSelector for example {@code metadata.name=web}; empty: all
 */
public record ListQuery(
        ApiResource resource, String namespace, String labelSelector, String fieldSelector) {
    public static ListQuery all(ApiResource resource, String namespace) {
        return new ListQuery(resource, namespace, "", "");
    }
}
