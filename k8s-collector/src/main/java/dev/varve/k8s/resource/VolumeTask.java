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

/** One volume, one direction, one mover. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Plural("volumetasks")
@Singular("volumetask")
@ShortNames("vvol")
@Categories("varve")
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase")
@AdditionalPrinterColumn(name = "Direction", jsonPath = ".spec.direction")
@AdditionalPrinterColumn(name = "Claim", jsonPath = ".spec.claim")
@AdditionalPrinterColumn(
        name = "Done",
        jsonPath = ".status.doneBytes",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Total",
        jsonPath = ".status.totalBytes",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Node", jsonPath = ".status.node", priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class VolumeTask extends CustomResource<VolumeTaskSpec, VolumeTaskStatus>
        implements Namespaced {
    private static final long serialVersionUID = 1;

    @Override
    protected VolumeTaskSpec initSpec() {
        return new VolumeTaskSpec();
    }

    @Override
    protected VolumeTaskStatus initStatus() {
        return new VolumeTaskStatus();
    }
}
