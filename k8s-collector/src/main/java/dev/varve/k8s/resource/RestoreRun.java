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

/** Carries a RestorePlan out, unchanged. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Plural("restoreruns")
@Singular("restorerun")
@ShortNames("vrest")
@Categories("varve")
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase")
@AdditionalPrinterColumn(name = "Plan", jsonPath = ".spec.plan")
@AdditionalPrinterColumn(
        name = "Done",
        jsonPath = ".status.done",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Skipped",
        jsonPath = ".status.skipped",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Failed",
        jsonPath = ".status.failed",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Message", jsonPath = ".status.message", priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class RestoreRun extends CustomResource<RestoreRunSpec, RestoreRunStatus>
        implements Namespaced {
    private static final long serialVersionUID = 1;

    @Override
    protected RestoreRunSpec initSpec() {
        return new RestoreRunSpec();
    }

    @Override
    protected RestoreRunStatus initStatus() {
        return new RestoreRunStatus();
    }
}
