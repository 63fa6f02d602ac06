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

/** One backup of a scope into one restore point. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Plural("backupruns")
@Singular("backuprun")
@ShortNames("vbak")
@Categories("varve")
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase")
@AdditionalPrinterColumn(name = "Policy", jsonPath = ".spec.policy")
@AdditionalPrinterColumn(
        name = "Objects",
        jsonPath = ".status.objects",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Volumes",
        jsonPath = ".status.volumeCount",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Warnings",
        jsonPath = ".status.warningCount",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Point", jsonPath = ".status.pointId", priority = 1)
@AdditionalPrinterColumn(name = "Message", jsonPath = ".status.message", priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class BackupRun extends CustomResource<BackupRunSpec, BackupRunStatus>
        implements Namespaced {
    private static final long serialVersionUID = 1;

    @Override
    protected BackupRunSpec initSpec() {
        return new BackupRunSpec();
    }

    @Override
    protected BackupRunStatus initStatus() {
        return new BackupRunStatus();
    }
}
