package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One change of objects on their way into the cluster. */
@ValidationRule(value = "has(self.patch) != has(self.merge)", message = "one of patch and merge")
public final class TransformPart extends Part {
    @JsonPropertyDescription("What messages call it.")
    @Required
    @Size(min = 1, max = 100)
    public String name = "";

    @JsonPropertyDescription("Which objects are meant.")
    @Required
    public TransformMatch match = new TransformMatch();

    @JsonPropertyDescription("A JSON patch.")
    @Size(max = 100)
    public List<PatchOperation> patch = List.of();

    @JsonPropertyDescription("A JSON merge patch, RFC 7386.")
    @PreserveUnknownFields
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public @Nullable ObjectNode merge;
}
