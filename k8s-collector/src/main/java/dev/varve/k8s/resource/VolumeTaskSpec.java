package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** One volume, one direction. Only cancel may change. */
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

    @JsonPropertyDescription("How it is reached.")
    @Default("Auto")
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public VolumePath path = VolumePath.Auto;

    @JsonPropertyDescription("Bytes of the device instead of files.")
    @Default("false")
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public boolean block;

    @JsonPropertyDescription("For a restore.")
    @Size(max = 64)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public String pointId = "";

    @JsonPropertyDescription("Ends the run; cannot be taken back.")
    @Default("false")
    @ValidationRule(value = "self || !oldSelf", message = "a cancel cannot be taken back")
    public boolean cancel;
}
