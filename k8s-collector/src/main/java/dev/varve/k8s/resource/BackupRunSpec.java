package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one run takes. Only cancel may change. */
@ValidationRule(
        value = "has(self.policy) == has(oldSelf.policy)",
        message = "policy may not change")
@ValidationRule(
        value = "has(self.scheduledTime) == has(oldSelf.scheduledTime)",
        message = "scheduledTime may not change")
@ValidationRule(
        value = "has(self.cluster) == has(oldSelf.cluster)",
        message = "cluster may not change")
@ValidationRule(
        value = "has(self.retention) == has(oldSelf.retention)",
        message = "retention may not change")
@ValidationRule(
        value = "has(self.serviceAccountName) == has(oldSelf.serviceAccountName)",
        message = "serviceAccountName may not change")
@ValidationRule(value = "has(self.hooks) == has(oldSelf.hooks)", message = "hooks may not change")
public final class BackupRunSpec extends Part {
    @JsonPropertyDescription("The ProtectionPolicy of this namespace that it belongs to, if any.")
    @Size(max = 253)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public String policy = "";

    @JsonPropertyDescription("Why it is.")
    @Default("Manual")
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public Trigger trigger = Trigger.Manual;

    @JsonPropertyDescription("The time of the schedule that it is for.")
    @Size(max = 40)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public String scheduledTime = "";

    @JsonPropertyDescription("A RepositoryRef of this namespace.")
    @Required
    @Pattern(Api.NAME)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public String repository = "";

    @JsonPropertyDescription(
            "What the cluster is called in the vault; else as the controller was told.")
    @Size(max = 64)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public String cluster = "";

    @JsonPropertyDescription("What is taken.")
    @Required
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public ScopeSpec scope = new ScopeSpec();

    @JsonPropertyDescription(
            "Whether and how the data of claims is taken; Auto takes objects only where the controller has no movers.")
    @Default("Auto")
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public VolumeChoice volumes = VolumeChoice.Auto;

    @JsonPropertyDescription("What is asked for the point.")
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public @Nullable RetentionSpec retention;

    @JsonPropertyDescription(
            "A ServiceAccount of this namespace, with whose rights the cluster is read; default, or in the namespace of the controller its own.")
    @Size(max = 253)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public String serviceAccountName = "";

    @JsonPropertyDescription("Lanes to the daemon at once.")
    @Min(1)
    @Max(64)
    @Default("1")
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public int streams = 1;

    @JsonPropertyDescription(
            "What is done around the cut of volumes, with the rights of serviceAccountName.")
    @Size(max = 20)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    @ValidationRule(
            value = "self.all(each, self.exists_one(other, other.name == each.name))",
            message = "names of hooks are unique")
    public List<HookSpec> hooks = List.of();

    @JsonPropertyDescription("Ends the run; cannot be taken back.")
    @Default("false")
    @ValidationRule(value = "self || !oldSelf", message = "a cancel cannot be taken back")
    public boolean cancel;
}
