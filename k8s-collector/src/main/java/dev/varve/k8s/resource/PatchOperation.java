package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** One step of a JSON patch, RFC 6902. */
@ValidationRule(
        value = "self.op in ['move', 'copy'] == has(self.from)",
        message = "from goes with move and copy")
public final class PatchOperation extends Part {
    @JsonPropertyDescription("What is done.")
    @Required
    public Operation op = Operation.test;

    @JsonPropertyDescription("Where.")
    @Required
    public String path = "";

    @JsonPropertyDescription("For move and copy.")
    public String from = "";

    @JsonPropertyDescription("For add, replace and test.")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public @Nullable JsonNode value;

    /** As RFC 6902 writes them. */
    public enum Operation {
        add,
        remove,
        replace,
        move,
        copy,
        test
    }
}
