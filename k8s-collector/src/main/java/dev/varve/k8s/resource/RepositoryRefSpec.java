package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** How a vault is reached. */
public final class RepositoryRefSpec extends Part {
    @JsonPropertyDescription(
            "A Secret of this namespace with a profile as varve client enroll writes it.")
    @Required
    @Pattern(Api.NAME)
    public String secretName = "";

    @JsonPropertyDescription("Its key that holds the profile.")
    @Size(max = 253)
    @Default("profile.json")
    public String secretKey = "profile.json";

    @JsonPropertyDescription("HOST:PORT, when other than in the profile.")
    @Size(max = 300)
    public String endpoint = "";

    @JsonPropertyDescription("RestorePoints of this namespace show what the vault holds.")
    @Default("true")
    public boolean mirrorPoints = true;
}
