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

/** A restore, planned: a verdict for each object. Changes nothing. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Plural("restoreplans")
@Singular("restoreplan")
@ShortNames("vplan")
@Categories("varve")
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase")
@AdditionalPrinterColumn(name = "Point", jsonPath = ".spec.point")
@AdditionalPrinterColumn(
        name = "Create",
        jsonPath = ".status.counts.Create",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Merge",
        jsonPath = ".status.counts.Merge",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Replace",
        jsonPath = ".status.counts.Replace",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Conflicts",
        jsonPath = ".status.conflicts",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Message", jsonPath = ".status.message", priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class RestorePlan extends CustomResource<RestorePlanSpec, RestorePlanStatus>
        implements Namespaced {
    private static final long serialVersionUID = 1;

    @Override
    protected RestorePlanSpec initSpec() {
        return new RestorePlanSpec();
    }

    @Override
    protected RestorePlanStatus initStatus() {
        return new RestorePlanStatus();
    }
}
