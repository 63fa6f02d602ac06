package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** A Job that is waited for. */
public final class HookJob extends Part {
    @JsonPropertyDescription("metadata and spec of the Job; its name is given. At most 64 KiB.")
    @Required
    @PreserveUnknownFields
    public @Nullable JsonNode template;
}
