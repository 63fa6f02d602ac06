package dev.varve.k8s.model;

import java.util.Set;

/**
 * A kind that an API server serves, in one version.
 *
 * @param group empty for the core group
 * @param plural the name in paths: {@code deployments}
 * @param verbs what may be done with it: {@code list}, {@code create} …
 */
public record ApiResource(
        String group,
        String version,
        String kind,
        String plural,
        boolean namespaced,
        Set<String> verbs) {
    public ApiResource {
        if (version.isEmpty() || kind.isEmpty() || plural.isEmpty()) {
            throw new IllegalArgumentException(
                    "a kind without version, kind or plural: "
                            + group
                            + "/"
                            + version
                            + " "
                            + kind);
        }
        verbs = Set.copyOf(verbs);
    }

    /** The way objects name it: {@code apps/v1}, {@code v1}. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    public GroupKind groupKind() {
        return new GroupKind(group, kind);
    }

    /** The way people and roles name it: {@code deployments.apps}, {@code pods}. */
    public String qualifiedPlural() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    public boolean can(String verb) {
        return verbs.contains(verb);
    }

    /** Path of its objects, or of one, on the API server; empty names are left out. */
    public String path(String namespace, String name) {
        StringBuilder path = new StringBuilder(group.isEmpty() ? "/api/" : "/apis/");
        path.append(apiVersion());
        if (namespaced && !namespace.isEmpty()) {
            path.append("/namespaces/").append(namespace);
        }
        path.append('/').append(plural);
        return name.isEmpty() ? path.toString() : path.append('/').append(name).toString();
    }
}
