package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What every status has. */
public abstract class Observed extends Part {
    @JsonPropertyDescription("Which state of the spec this speaks of.")
    public long observedGeneration;

    @Size(max = 16)
    public List<Condition> conditions = List.of();

    Observed() {}
}
