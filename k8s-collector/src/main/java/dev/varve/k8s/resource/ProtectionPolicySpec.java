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

/** What is protected, when, where to. */
public final class ProtectionPolicySpec extends Part {
    @JsonPropertyDescription(
            "A PolicyPreset whose schedule and retention hold where this says none.")
    @Size(max = 253)
    public String preset = "";

    @JsonPropertyDescription("Else the preset, else only when asked.")
    public @Nullable SchedulePart when;

    @JsonPropertyDescription("Else the preset, else no lock.")
    public @Nullable RetentionSpec retention;

    @JsonPropertyDescription("A RepositoryRef of this namespace.")
    @Required
    @Pattern(Api.NAME)
    public String repository = "";

    @JsonPropertyDescription(
            "What the cluster is called in the vault; else as the controller was told.")
    @Size(max = 64)
    public String cluster = "";

    @JsonPropertyDescription("What a run takes.")
    @Required
    public ScopeSpec scope = new ScopeSpec();

    @JsonPropertyDescription(
            "Whether and how the data of claims is taken; Auto takes objects only where the controller has no movers.")
    @Default("Auto")
    public VolumeChoice volumes = VolumeChoice.Auto;

    @JsonPropertyDescription(
            "A ServiceAccount of this namespace, with whose rights the cluster is read.")
    @Size(max = 253)
    public String serviceAccountName = "";

    @JsonPropertyDescription(
            "What is done around the cut of volumes, with the rights of serviceAccountName.")
    @Size(max = 20)
    @ValidationRule(
            value = "self.all(each, self.exists_one(other, other.name == each.name))",
            message = "names of hooks are unique")
    public List<HookSpec> hooks = List.of();

    @JsonPropertyDescription("No run begins by itself while this is so.")
    public boolean paused;

    @JsonPropertyDescription("Lanes to the daemon at once.")
    @Min(1)
    @Max(64)
    @Default("1")
    public int streams = 1;
}
