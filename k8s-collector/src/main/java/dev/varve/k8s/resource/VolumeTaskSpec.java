package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** One volume, one direction: a view that the controller writes. Nothing of it may change. */
@ValidationRule(
        value = "has(self.pointId) == has(oldSelf.pointId)",
        message = "pointId may not change")
public final class VolumeTaskSpec extends Part {
    @JsonPropertyDescription("The BackupRun or RestoreRun that it belongs to.")
    @Required
    @Pattern(Api.NAME)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public String run = "";

    @JsonPropertyDescription("Which way data goes.")
    @Required
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public Direction direction = Direction.Backup;

    @JsonPropertyDescription("Of the PersistentVolumeClaim.")
    @Required
    @Size(max = 63)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public String claimNamespace = "";

    @JsonPropertyDescription("Its name.")
    @Required
    @Size(max = 253)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public String claim = "";

    @JsonPropertyDescription("A RepositoryRef of this namespace.")
    @Required
    @Pattern(Api.NAME)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public String repository = "";

    @JsonPropertyDescription("For a restore.")
    @Size(max = 64)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public String pointId = "";
}
