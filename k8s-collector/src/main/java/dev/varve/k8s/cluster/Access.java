package dev.varve.k8s.cluster;

import dev.varve.k8s.model.ApiResource;

/**
 * Something that a user may or may not do.
 *
 * @param plural of the resource, {@code pods}
 * @param subresource {@code exec}, {@code status} … or empty
 * @param namespace empty: in the whole cluster
 * @param name empty: any
 */
public record Access(
        String verb,
        String group,
        String plural,
        String subresource,
        String namespace,
        String name) {

    public static Access to(String verb, ApiResource resource, String namespace, String name) {
        return new Access(verb, resource.group(), resource.plural(), "", namespace, name);
    }
}
