package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * What the daemon is asked to promise of each point. How long unlocked points are kept is a policy
 * of the vault.
 */
@ValidationRule(
        value =
                "self.lock == 'None' ? (!has(self.lockDays) || self.lockDays == 0) : (has(self.lockDays) && self.lockDays > 0)",
        message = "lockDays goes with a lock, and a lock needs lockDays")
public final class RetentionSpec extends Part {
    @JsonPropertyDescription("Whether points are locked.")
    @Default("None")
    public LockMode lock = LockMode.None;

    @JsonPropertyDescription("For how long.")
    @Min(0)
    @Max(36500)
    public int lockDays;
}
