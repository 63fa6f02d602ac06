package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/** What is to be restored, and how. Nothing of it may change: a plan is made once. */
@ValidationRule(
        value = "has(self.namespaces) == has(oldSelf.namespaces)",
        message = "namespaces may not change")
@ValidationRule(
        value = "has(self.excludedNamespaces) == has(oldSelf.excludedNamespaces)",
        message = "excludedNamespaces may not change")
@ValidationRule(value = "has(self.kinds) == has(oldSelf.kinds)", message = "kinds may not change")
@ValidationRule(
        value = "has(self.excludedKinds) == has(oldSelf.excludedKinds)",
        message = "excludedKinds may not change")
@ValidationRule(
        value = "has(self.labelSelectors) == has(oldSelf.labelSelectors)",
        message = "labelSelectors may not change")
@ValidationRule(
        value = "has(self.objects) == has(oldSelf.objects)",
        message = "objects may not change")
@ValidationRule(
        value = "has(self.namespaceMap) == has(oldSelf.namespaceMap)",
        message = "namespaceMap may not change")
@ValidationRule(
        value = "has(self.storageClassMap) == has(oldSelf.storageClassMap)",
        message = "storageClassMap may not change")
@ValidationRule(
        value = "has(self.imageMap) == has(oldSelf.imageMap)",
        message = "imageMap may not change")
@ValidationRule(
        value = "has(self.choices) == has(oldSelf.choices)",
        message = "choices may not change")
@ValidationRule(
        value = "has(self.statusKinds) == has(oldSelf.statusKinds)",
        message = "statusKinds may not change")
@ValidationRule(
        value = "has(self.withoutFinalizers) == has(oldSelf.withoutFinalizers)",
        message = "withoutFinalizers may not change")
@ValidationRule(
        value = "has(self.apiVersions) == has(oldSelf.apiVersions)",
        message = "apiVersions may not change")
@ValidationRule(
        value = "has(self.transformSets) == has(oldSelf.transformSets)",
        message = "transformSets may not change")
@ValidationRule(
        value = "has(self.serviceAccountName) == has(oldSelf.serviceAccountName)",
        message = "serviceAccountName may not change")
@ValidationRule(
        value = "self.volumes || self.volumesFrom == 'Automatic'",
        message = "volumesFrom asks for data, and volumes for none")
public final class RestorePlanSpec extends Part {
    @JsonPropertyDescription("A RepositoryRef of this namespace.")
    @Required
    @Pattern(Api.NAME)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public String repository = "";

    @JsonPropertyDescription(
            "Id of a restore point, the name of a RestorePoint, or latest:CLUSTER.")
    @Required
    @Size(min = 1, max = 253)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public String point = "";

    @JsonPropertyDescription("Names or globs, of the source; empty: all of the point.")
    @Size(max = 1000)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public List<String> namespaces = List.of();

    @JsonPropertyDescription("Names or globs.")
    @Size(max = 1000)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public List<String> excludedNamespaces = List.of();

    @JsonPropertyDescription("As deployments.apps, pods or Deployment; globs.")
    @Size(max = 500)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public List<String> kinds = List.of();

    @JsonPropertyDescription("As kinds.")
    @Size(max = 500)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public List<String> excludedKinds = List.of();

    @JsonPropertyDescription("As in kubectl -l; an object is taken when one of them fits.")
    @Size(max = 50)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public List<String> labelSelectors = List.of();

    @JsonPropertyDescription(
            "Just these: Deployment.apps/shop/web, ClusterRole.rbac.authorization.k8s.io/reader.")
    @Size(max = 1000)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public List<String> objects = List.of();

    @JsonPropertyDescription("Which objects outside of namespaces come along.")
    @Default("Related")
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public ClusterObjects clusterObjects = ClusterObjects.Related;

    @JsonPropertyDescription("Old name to new.")
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public Map<String, String> namespaceMap = Map.of();

    @JsonPropertyDescription("Old name to new.")
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public Map<String, String> storageClassMap = Map.of();

    @JsonPropertyDescription("Prefix to prefix.")
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public Map<String, String> imageMap = Map.of();

    @JsonPropertyDescription("What is done with an object that is there already.")
    @Default("Skip")
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public Existing existing = Existing.Skip;

    @JsonPropertyDescription("What is done otherwise than usual.")
    @Size(max = 5)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public List<RestoreChoice> choices = List.of();

    @JsonPropertyDescription("Kinds whose status is restored.")
    @Size(max = 500)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public List<String> statusKinds = List.of();

    @JsonPropertyDescription("Kinds that lose their finalizers.")
    @Size(max = 500)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public List<String> withoutFinalizers = List.of();

    @JsonPropertyDescription("Kind to the version that it is restored in.")
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public Map<String, String> apiVersions = Map.of();

    @JsonPropertyDescription("TransformSets of this namespace, applied in this order.")
    @Size(max = 50)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public List<String> transformSets = List.of();

    @JsonPropertyDescription(
            "Claims of which the point has data are filled with it, where the controller has movers; else they are provisioned empty.")
    @Default("true")
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public boolean volumes = true;

    @JsonPropertyDescription(
            "From where their data comes: Automatic takes the snapshot that the point was read from where it still stands, else the repository; Snapshot takes that or fails.")
    @Default("Automatic")
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public VolumesFrom volumesFrom = VolumesFrom.Automatic;

    @JsonPropertyDescription(
            "A ServiceAccount of this namespace, with whose rights everything is planned and restored; default, or in the namespace of the controller its own.")
    @Size(max = 253)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public String serviceAccountName = "";
}
