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

/** A vault of a repository, and the profile to reach it by. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Plural("repositoryrefs")
@Singular("repositoryref")
@ShortNames("vrepo")
@Categories("varve")
@AdditionalPrinterColumn(
        name = "Reachable",
        jsonPath = ".status.reachable",
        type = AdditionalPrinterColumn.Type.BOOLEAN)
@AdditionalPrinterColumn(name = "Vault", jsonPath = ".status.vault")
@AdditionalPrinterColumn(
        name = "Points",
        jsonPath = ".status.points",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Repository-Id", jsonPath = ".status.repositoryId", priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class RepositoryRef extends CustomResource<RepositoryRefSpec, RepositoryRefStatus>
        implements Namespaced {
    private static final long serialVersionUID = 1;

    @Override
    protected RepositoryRefSpec initSpec() {
        return new RepositoryRefSpec();
    }

    @Override
    protected RepositoryRefStatus initStatus() {
        return new RepositoryRefStatus();
    }
}
