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

/** Protects what its scope names, again and again. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Plural("protectionpolicies")
@Singular("protectionpolicy")
@ShortNames("vpol")
@Categories("varve")
@AdditionalPrinterColumn(name = "Schedule", jsonPath = ".spec.when.schedule")
@AdditionalPrinterColumn(name = "Preset", jsonPath = ".spec.preset")
@AdditionalPrinterColumn(name = "Repository", jsonPath = ".spec.repository")
@AdditionalPrinterColumn(
        name = "Paused",
        jsonPath = ".spec.paused",
        type = AdditionalPrinterColumn.Type.BOOLEAN)
@AdditionalPrinterColumn(
        name = "Last",
        jsonPath = ".status.lastSuccessTime",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "Next", jsonPath = ".status.nextScheduleTime")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class ProtectionPolicy
        extends CustomResource<ProtectionPolicySpec, ProtectionPolicyStatus> implements Namespaced {
    private static final long serialVersionUID = 1;

    @Override
    protected ProtectionPolicySpec initSpec() {
        return new ProtectionPolicySpec();
    }

    @Override
    protected ProtectionPolicyStatus initStatus() {
        return new ProtectionPolicyStatus();
    }
}
