package dev.varve.k8s.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.k8s.model.ApiResource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Asks an API server what it serves, group by group: one broken group hides no other. */
final class Discoverer {
    private final HttpCalls calls;
    private final List<ApiResource> resources = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    Discoverer(HttpCalls calls) {
        this.calls = calls;
    }

    Discovery discover() throws IOException, InterruptedException {
        for (JsonNode version : calls.get("/api").path("versions")) {
            read("", version.asText(), "/api/" + version.asText());
        }
        for (JsonNode group : calls.get("/apis").path("groups")) {
            for (String version : preferredFirst(group)) {
                String name = group.path("name").asText();
                read(name, version, "/apis/" + name + "/" + version);
            }
        }
        return new Discovery(resources, warnings);
    }

    private static List<String> preferredFirst(JsonNode group) {
        List<String> versions = new ArrayList<>();
        String preferred = group.path("preferredVersion").path("version").asText();
        for (JsonNode each : group.path("versions")) {
            String version = each.path("version").asText();
            versions.add(version.equals(preferred) ? 0 : versions.size(), version);
        }
        return versions;
    }

    private void read(String group, String version, String path) throws InterruptedException {
        try {
            for (JsonNode each : calls.get(path).path("resources")) {
                if (!each.path("name").asText().contains("/")) {
                    resources.add(resource(group, version, each));
                }
            }
        } catch (IOException e) {
            warnings.add(
                    (group.isEmpty() ? version : group + "/" + version)
                            + " does not answer; its kinds are left out: "
                            + e.getMessage());
        }
    }

    private static ApiResource resource(String group, String version, JsonNode each) {
        Set<String> verbs = new HashSet<>();
        each.path("verbs").forEach(verb -> verbs.add(verb.asText()));
        return new ApiResource(
                group,
                version,
                each.path("kind").asText(),
                each.path("name").asText(),
                each.path("namespaced").asBoolean(),
                verbs);
    }
}
