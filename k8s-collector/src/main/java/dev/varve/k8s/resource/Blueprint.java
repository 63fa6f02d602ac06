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
 * How a type of application is held still, dumped, restored and checked: docs/formats/blueprint.md.
 */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Plural("blueprints")
@Singular("blueprint")
@ShortNames("vblue")
@Categories("varve")
@AdditionalPrinterColumn(name = "Title", jsonPath = ".spec.title")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class Blueprint extends CustomResource<BlueprintSpec, Nothing> implements Namespaced {
    private static final long serialVersionUID = 1;

    @Override
    protected BlueprintSpec initSpec() {
        return new BlueprintSpec();
    }

    @Override
    protected Nothing initStatus() {
        return new Nothing();
    }
}
