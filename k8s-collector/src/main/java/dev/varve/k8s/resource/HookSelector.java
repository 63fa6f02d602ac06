package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/** Where a hook acts. */
@ValidationRule(
        value = "has(self.namespaces) || (has(self.matchLabels) && size(self.matchLabels) > 0)",
        message = "namespaces or matchLabels")
public final class HookSelector extends Part {
    @JsonPropertyDescription("Names or globs; else every namespace that the run cuts.")
    @Size(min = 1, max = 100)
    public List<String> namespaces = List.of();

    @JsonPropertyDescription("Labels of the running Pods in which a command runs; else all.")
    public Map<String, String> matchLabels = Map.of();
}
