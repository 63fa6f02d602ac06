package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** Which plan is carried out. Only cancel may change. */
public final class RestoreRunSpec extends Part {
    @JsonPropertyDescription("A RestorePlan of this namespace.")
    @Required
    @Pattern(Api.NAME)
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public String plan = "";

    @JsonPropertyDescription("Restore what can be, although the plan has conflicts.")
    @Default("false")
    @ValidationRule(value = "self == oldSelf", message = "may not change")
    public boolean despiteConflicts;

    @JsonPropertyDescription("Ends the run; cannot be taken back.")
    @Default("false")
    @ValidationRule(value = "self || !oldSelf", message = "a cancel cannot be taken back")
    public boolean cancel;
}
