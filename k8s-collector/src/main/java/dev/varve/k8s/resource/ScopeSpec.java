package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What a run takes. Empty lists take everything; what is excluded wins. */
public final class ScopeSpec extends Part {
    @JsonPropertyDescription("Names or globs.")
    @Size(max = 1000)
    public List<String> namespaces = List.of();

    @JsonPropertyDescription(
            "Labels of namespaces, as in kubectl -l. Namespaces that come to have them join the next run.")
    @Size(max = 4096)
    public String namespaceSelector = "";

    @JsonPropertyDescription("Names or globs.")
    @Size(max = 1000)
    public List<String> excludedNamespaces = List.of();

    @JsonPropertyDescription("As deployments.apps, pods or Deployment; globs.")
    @Size(max = 500)
    public List<String> kinds = List.of();

    @JsonPropertyDescription("As kinds.")
    @Size(max = 500)
    public List<String> excludedKinds = List.of();

    @JsonPropertyDescription("As in kubectl -l; an object is taken when one of them fits.")
    @Size(max = 50)
    public List<String> labelSelectors = List.of();

    @JsonPropertyDescription(
            "Only these, as Deployment.apps/shop/web or pvc/shop/data-*; each part a glob.")
    @Size(max = 500)
    public List<String> objects = List.of();

    @JsonPropertyDescription(
            "With what the chosen objects need (claims, accounts, configuration, Secrets) and own (ReplicaSets, Pods), whatever its kind and labels.")
    @Default("false")
    public boolean withRelated;

    @JsonPropertyDescription("Which objects outside of namespaces come along.")
    @Default("Related")
    public ClusterObjects clusterObjects = ClusterObjects.Related;

    @JsonPropertyDescription(
            "Objects in each version that the cluster serves, for restores into clusters that serve only another; lists each kind once a version.")
    @Default("false")
    public boolean everyVersion;

    @JsonPropertyDescription("Types of Secrets that are left out; * for every Secret.")
    @Size(max = 50)
    public List<String> excludedSecretTypes = List.of();
}
