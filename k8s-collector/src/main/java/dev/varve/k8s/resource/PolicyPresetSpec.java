package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** Settings that policies share. */
public final class PolicyPresetSpec extends Part {
    @JsonPropertyDescription("When policies with this preset run.")
    @Required
    public SchedulePart when = new SchedulePart();

    @JsonPropertyDescription("What is asked for their points.")
    public @Nullable RetentionSpec retention;
}
