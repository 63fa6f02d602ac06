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

/** Settings that policies share. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Plural("policypresets")
@Singular("policypreset")
@ShortNames("vpreset")
@Categories("varve")
@AdditionalPrinterColumn(name = "Schedule", jsonPath = ".spec.when.schedule")
@AdditionalPrinterColumn(name = "Lock", jsonPath = ".spec.retention.lock")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class PolicyPreset extends CustomResource<PolicyPresetSpec, Nothing>
        implements Namespaced {
    private static final long serialVersionUID = 1;

    @Override
    protected PolicyPresetSpec initSpec() {
        return new PolicyPresetSpec();
    }

    @Override
    protected Nothing initStatus() {
        return new Nothing();
    }
}
