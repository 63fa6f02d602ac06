package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What became of one hook in one place. */
public final class HookItem extends Part {
    @JsonPropertyDescription("Around whose cut.")
    public String namespace = "";

    @JsonPropertyDescription("Its name, or the annotation that asks for it.")
    public String hook = "";

    @JsonPropertyDescription("On what it acted.")
    public String target = "";

    @JsonPropertyDescription("On which side of the cut.")
    public HookTime when = HookTime.Before;

    @JsonPropertyDescription("succeeded, failed, timed-out, cancelled or not-run.")
    public String outcome = "";

    @JsonPropertyDescription("Why it did not succeed.")
    public String reason = "";
}
