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

/** Says by hand which blueprint protects what in this namespace. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Plural("blueprintbindings")
@Singular("blueprintbinding")
@ShortNames("vbind")
@Categories("varve")
@AdditionalPrinterColumn(name = "Blueprint", jsonPath = ".spec.blueprint")
@AdditionalPrinterColumn(name = "Mode", jsonPath = ".spec.mode")
@AdditionalPrinterColumn(name = "Name", jsonPath = ".spec.name")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class BlueprintBinding extends CustomResource<BlueprintBindingSpec, Nothing>
        implements Namespaced {
    private static final long serialVersionUID = 1;

    @Override
    protected BlueprintBindingSpec initSpec() {
        return new BlueprintBindingSpec();
    }

    @Override
    protected Nothing initStatus() {
        return new Nothing();
    }
}
