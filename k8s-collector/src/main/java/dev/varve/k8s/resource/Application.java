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

/** An application that was found. Made and removed by the controller. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Plural("applications")
@Singular("application")
@ShortNames("vapp")
@Categories("varve")
@AdditionalPrinterColumn(name = "By", jsonPath = ".spec.kind")
@AdditionalPrinterColumn(name = "Instance", jsonPath = ".spec.instance")
@AdditionalPrinterColumn(
        name = "Claims",
        jsonPath = ".status.volumeClaims",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class Application extends CustomResource<ApplicationSpec, ApplicationStatus>
        implements Namespaced {
    private static final long serialVersionUID = 1;

    @Override
    protected ApplicationSpec initSpec() {
        return new ApplicationSpec();
    }

    @Override
    protected ApplicationStatus initStatus() {
        return new ApplicationStatus();
    }
}
