package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** One thing to do around the cut of each namespace that fits. */
@ValidationRule(
        value =
                "[has(self.exec), has(self.http), has(self.job), has(self.scale)].filter(each, each).size() == 1",
        message = "exactly one of exec, http, job and scale")
@ValidationRule(
        value = "has(self.exec) || has(self.selector.namespaces)",
        message = "http, job and scale need selector.namespaces")
@ValidationRule(
        value = "has(self.exec) || !has(self.selector.matchLabels)",
        message = "selector.matchLabels goes with exec")
@ValidationRule(
        value = "!has(self.scale) || self.when == 'Before'",
        message = "scale goes with Before; it is taken back after the cut")
public final class HookSpec extends Part {
    @JsonPropertyDescription("What it is called in what came of it.")
    @Required
    @Size(min = 1, max = 30)
    @Pattern("^[a-z0-9]+(-[a-z0-9]+)*$")
    public String name = "";

    @JsonPropertyDescription("On which side of the cut.")
    @Default("Before")
    public HookTime when = HookTime.Before;

    @JsonPropertyDescription("Lower is earlier; equal ones go as they are listed.")
    @Min(-1000)
    @Max(1000)
    @Default("0")
    public int order;

    @JsonPropertyDescription("Each time that it acts.")
    @Min(1)
    @Max(3600)
    @Default("30")
    public int timeoutSeconds = 30;

    @JsonPropertyDescription("What its failure means.")
    @Default("Fail")
    public HookFailure onError = HookFailure.Fail;

    @JsonPropertyDescription("Where it acts.")
    @Required
    public HookSelector selector = new HookSelector();

    @JsonPropertyDescription("A command in each Pod that fits.")
    public @Nullable HookExec exec;

    @JsonPropertyDescription("A request, for each namespace that fits.")
    public @Nullable HookHttp http;

    @JsonPropertyDescription("A Job in each namespace that fits.")
    public @Nullable HookJob job;

    @JsonPropertyDescription("A workload in each namespace that fits.")
    public @Nullable HookScale scale;
}
