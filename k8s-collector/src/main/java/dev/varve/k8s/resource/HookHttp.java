package dev.varve.k8s.resource;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A request, sent by the controller, only to where its --hook-origin allows. */
public final class HookHttp extends Part {
    @JsonPropertyDescription("Without user and password.")
    @Required
    @Size(max = 2048)
    @Pattern("^https?://[^/?#@\\s]+([/?#]\\S*)?$")
    public String url = "";

    @JsonPropertyDescription("Of the request.")
    @Default("POST")
    public HookMethod method = HookMethod.POST;

    @JsonPropertyDescription("Sent as it is; no secrets.")
    @Size(max = 4096)
    public String body = "";

    @JsonPropertyDescription(
            "A Secret of this namespace, read by the run's ServiceAccount: each key is a header's name.")
    @Size(max = 253)
    public String headersSecret = "";
}
