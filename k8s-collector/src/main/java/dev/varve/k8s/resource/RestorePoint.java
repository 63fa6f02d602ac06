package dev.varve.k8s.resource;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * A restore point of a cluster, as the repository shows it. Made and removed by the controller:
 * removing it by hand removes nothing from the repository.
 */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Plural("restorepoints")
@Singular("restorepoint")
@ShortNames("vpoint")
@Categories("varve")
@AdditionalPrinterColumn(name = "Cluster", jsonPath = ".spec.cluster")
@AdditionalPrinterColumn(
        name = "Committed",
        jsonPath = ".status.committedTime",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "Namespaces",
        jsonPath = ".status.namespaceCount",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Objects",
        jsonPath = ".status.objects",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Volumes",
        jsonPath = ".status.volumes",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Consistency", jsonPath = ".status.consistency")
@AdditionalPrinterColumn(name = "State", jsonPath = ".status.state", priority = 1)
public final class RestorePoint extends CustomResource<RestorePointSpec, RestorePointStatus>
        implements Namespaced {
    private static final long serialVersionUID = 1;

    @Override
    protected RestorePointSpec initSpec() {
        return new RestorePointSpec();
    }

    @Override
    protected RestorePointStatus initStatus() {
        return new RestorePointStatus();
    }
}
