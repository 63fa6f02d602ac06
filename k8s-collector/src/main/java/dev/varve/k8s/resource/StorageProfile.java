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

/** How volumes of a storage are read and written. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Plural("storageprofiles")
@Singular("storageprofile")
@ShortNames("vstor")
@Categories("varve")
@AdditionalPrinterColumn(name = "Driver", jsonPath = ".spec.driver")
@AdditionalPrinterColumn(name = "Class", jsonPath = ".spec.storageClass")
@AdditionalPrinterColumn(name = "Path", jsonPath = ".spec.path")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class StorageProfile extends CustomResource<StorageProfileSpec, Nothing>
        implements Namespaced {
    private static final long serialVersionUID = 1;

    @Override
    protected StorageProfileSpec initSpec() {
        return new StorageProfileSpec();
    }

    @Override
    protected Nothing initStatus() {
        return new Nothing();
    }
}
