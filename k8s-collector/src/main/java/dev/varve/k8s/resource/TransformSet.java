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

/** Changes of objects on their way into a cluster. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Plural("transformsets")
@Singular("transformset")
@ShortNames("vtran")
@Categories("varve")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class TransformSet extends CustomResource<TransformSetSpec, Nothing>
        implements Namespaced {
    private static final long serialVersionUID = 1;

    @Override
    protected TransformSetSpec initSpec() {
        return new TransformSetSpec();
    }

    @Override
    protected Nothing initStatus() {
        return new Nothing();
    }
}
