package dev.varve.k8s.restore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.GroupKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds webhooks of the target that would refuse everything, since nobody answers them. */
final class WebhookRisks {
    private static final List<String> KINDS =
            List.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration");

    private final Target target;
    private final ObjectMapper json = new ObjectMapper();

    WebhookRisks(Target target) {
        this.target = target;
    }

    /** A sentence for each webhook that fails closed and has no ready endpoint. */
    List<String> find() throws IOException, InterruptedException {
        List<String> risks = new ArrayList<>();
        for (String kind : KINDS) {
            Optional<ApiResource> resource =
                    target.resource(new GroupKind("admissionregistration.k8s.io", kind));
            if (resource.isPresent()) {
                find(resource.get(), risks);
            }
        }
        return risks;
    }

    private void find(ApiResource resource, List<String> risks)
            throws IOException, InterruptedException {
        Cluster cluster = target.cluster();
        try {
            cluster.list(
                    ListQuery.all(resource, ""),
                    bytes -> {
                        JsonNode configuration = json.readTree(bytes);
                        for (JsonNode webhook : configuration.path("webhooks")) {
                            check(resource, configuration, webhook, risks);
                        }
                    });
        } catch (ClusterException e) {
            if (!e.isForbidden()) {
                throw e;
            }
            risks.add(
                    resource.qualifiedPlural() + " may not be listed: webhooks were not looked at");
        }
    }

    private void check(
            ApiResource resource, JsonNode configuration, JsonNode webhook, List<String> risks)
            throws IOException, InterruptedException {
        JsonNode service = webhook.path("clientConfig").path("service");
        boolean failsClosed = !webhook.path("failurePolicy").asText("Fail").equals("Ignore");
        if (!failsClosed || service.isMissingNode()) {
            return;
        }
        String namespace = service.path("namespace").asText();
        String name = service.path("name").asText();
        if (!ReadyEndpoints.of(target, namespace, name)) {
            risks.add(
                    resource.kind()
                            + " "
                            + configuration.path("metadata").path("name").asText()
                            + ": webhook "
                            + webhook.path("name").asText()
                            + " fails closed and its Service "
                            + namespace
                            + "/"
                            + name
                            + " has no ready endpoint: what it is asked about will be refused");
        }
    }
}
