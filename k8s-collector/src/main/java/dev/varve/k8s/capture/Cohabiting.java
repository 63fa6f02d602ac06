package dev.varve.k8s.capture;

import dev.varve.k8s.cluster.Discovery;
import dev.varve.k8s.model.ApiResource;
import java.util.Set;

/**
 * Kinds that an old API server serves under two groups although it keeps each object once:
 * Ingresses of {@code extensions} and {@code networking.k8s.io}.
 */
final class Cohabiting {
    private static final Set<String> OLD_GROUPS = Set.of("extensions");

    private Cohabiting() {}

    /** True when the same objects are served under another, newer name. */
    static boolean isOtherName(ApiResource resource, Discovery discovery) {
        return OLD_GROUPS.contains(resource.group())
                && discovery.resources().stream()
                        .anyMatch(other ->
                                other.kind().equals(resource.kind())
                                        && other.plural().equals(resource.plural())
                                        && !OLD_GROUPS.contains(other.group())
                                        && isBuiltIn(other.group()));
    }

    private static boolean isBuiltIn(String group) {
        return !group.contains(".") || group.endsWith(".k8s.io");
    }
}
