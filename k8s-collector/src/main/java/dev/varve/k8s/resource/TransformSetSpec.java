package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Changes, in their order. */
public final class TransformSetSpec extends Part {
    @JsonPropertyDescription("Applied after all rules.")
    @Required
    @Size(min = 1, max = 100)
    public List<TransformPart> transforms = List.of();
}
