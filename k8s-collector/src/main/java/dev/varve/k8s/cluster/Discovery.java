package dev.varve.k8s.cluster;

import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.GroupKind;
import java.util.List;
import java.util.Optional;

/**
 * What an API server serves.
 *
 * @param resources every kind in every version, no subresources; of one kind the preferred version
 *     comes first
 * @param warnings groups that did not answer, and why
 */
public record Discovery(List<ApiResource> resources, List<String> warnings) {
    public Discovery {
        resources = List.copyOf(resources);
        warnings = List.copyOf(warnings);
    }

    /** The kind in the version that the API server prefers. */
    public Optional<ApiResource> preferred(GroupKind kind) {
        return resources.stream().filter(each -> each.groupKind().equals(kind)).findFirst();
    }

    /** The kind in just this version. */
    public Optional<ApiResource> find(String apiVersion, String kind) {
        return resources.stream()
                .filter(each -> each.apiVersion().equals(apiVersion) && each.kind().equals(kind))
                .findFirst();
    }

    /** Each kind once, in its preferred version. */
    public List<ApiResource> preferred() {
        return resources.stream()
                .filter(each -> preferred(each.groupKind()).orElseThrow().equals(each))
                .toList();
    }
}
