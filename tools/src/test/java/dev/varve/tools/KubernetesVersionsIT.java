package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.restore.PlanItem;
import dev.varve.k8s.restore.RestorePlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Objects that are kept in more versions than the one that their cluster prefers. */
@ExtendWith(KubernetesLab.Extension.class)
@ResourceLock("Kubernetes")
class KubernetesVersionsIT {
    private static final String KIND = "HorizontalPodAutoscaler";

    private final KubernetesLab lab;

    KubernetesVersionsIT(KubernetesLab lab) {
        this.lab = lab;
    }

    @Test
    void anObjectIsRestoredInAnyVersionThatItWasKeptIn() throws Exception {
        String other = versionThatIsNotPreferred();
        String shop = lab.shop().namespace();
        JsonNode plain = lab.backUp("-n", shop);
        JsonNode every = lab.backUp("-n", shop, "--every-version");
        assertThat(every.get("objects")).isEqualTo(plain.get("objects"));
        assertThat(every.get("warnings").asInt()).isZero();

        String copy = lab.copy("versions");
        String request =
                "{apiVersions: {'%s.autoscaling': '%s'}, kinds: ['%s'], clusterObjects: 'none', namespaceMap: {'%s': '%s'}}"
                        .formatted(KIND, other, KIND, shop, copy);
        assertThat(autoscaler(plain, request).notes())
                .anyMatch(note -> note.endsWith("could not be had in the chosen version " + other));
        PlanItem planned = autoscaler(every, request);
        assertThat(planned.notes()).noneMatch(note -> note.contains("chosen version"));
        assertThat(planned.action()).isEqualTo(PlanItem.Action.CREATE);

        lab.vault().restore(every.get("point").asText(), request);
        String name = planned.targetName();
        assertThat(lab.get(copy, other, KIND, name).path("spec"))
                .isEqualTo(lab.get(shop, other, KIND, name).path("spec"));
    }

    private String versionThatIsNotPreferred() throws Exception {
        return lab.cluster().discover().resources().stream()
                .filter(each -> each.kind().equals(KIND))
                .skip(1)
                .map(ApiResource::apiVersion)
                .findFirst()
                .orElseThrow();
    }

    private PlanItem autoscaler(JsonNode backup, String request) throws Exception {
        RestorePlan plan = lab.vault().plan(backup.get("point").asText(), request);
        return plan.items().stream()
                .filter(each -> each.kind().startsWith(KIND))
                .findFirst()
                .orElseThrow();
    }
}
