package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.ingest.push.Cancellation;
import dev.varve.k8s.cluster.Deletion;
import dev.varve.k8s.kube.ClusterState;
import dev.varve.k8s.restore.Outcome;
import dev.varve.k8s.restore.RestorePlan;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * What a restore says before it begins, and what it leaves when it is ended, on a real API server.
 */
@ExtendWith(KubernetesLab.Extension.class)
@ResourceLock("Kubernetes")
class KubernetesRestoreIT {
    private final KubernetesLab lab;

    KubernetesRestoreIT(KubernetesLab lab) {
        this.lab = lab;
    }

    @Test
    void aWebhookThatNobodyAnswersIsARiskOfThePlanBeforeAnythingIsMade() throws Exception {
        String namespace = lab.create("hooks");
        String name = namespace + "-checks";
        webhooks(name, namespace);
        endpoints(namespace, "answered");
        String copy = lab.copy("risk");
        String[] asked = lab.into(copy, "--kind", "configmaps", "--cluster-objects", "none");
        try {
            List<String> risks = ofWebhooks(plan(copy), name);

            assertThat(risks)
                    .containsExactly(
                            "ValidatingWebhookConfiguration "
                                    + name
                                    + ": webhook nobody.example.com fails closed and its Service "
                                    + namespace
                                    + "/nobody has no ready endpoint: what it is asked about will be"
                                    + " refused");
            Scripted.Outcome restored = lab.varve().run(lab.command("restore", asked));
            assertThat(restored.exitCode()).isZero();
            assertThat(restored.err()).contains("risk: " + risks.getFirst());
            endpoints(namespace, "nobody");
            assertThat(ofWebhooks(plan(copy), name)).isEmpty();
        } finally {
            boolean _ =
                    lab.cluster()
                            .delete(
                                    lab.objects()
                                            .resource(
                                                    "admissionregistration.k8s.io/v1",
                                                    "ValidatingWebhookConfiguration"),
                                    "",
                                    name,
                                    Deletion.BACKGROUND);
        }
    }

    /** One that nobody answers, one that lets all pass then, and one that is answered. */
    private void webhooks(String name, String namespace) throws IOException, InterruptedException {
        String webhook =
                """
                {name: '%2$s.example.com', failurePolicy: '%3$s', sideEffects: 'None', admissionReviewVersions: ['v1'],
                 clientConfig: {service: {namespace: '%1$s', name: '%2$s'}},
                 rules: [{apiGroups: ['nothing.example.com'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['things']}]}
                """;
        lab.objects()
                .create(
                        "{apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration', metadata: {name: '%s'}, webhooks: [%s, %s, %s]}"
                                .formatted(
                                        name,
                                        webhook.formatted(namespace, "nobody", "Fail"),
                                        webhook.formatted(namespace, "missed", "Ignore"),
                                        webhook.formatted(namespace, "answered", "Fail")));
    }

    private void endpoints(String namespace, String name) throws IOException, InterruptedException {
        lab.objects()
                .create(
                        "{apiVersion: 'v1', kind: 'Endpoints', metadata: {name: '%s', namespace: '%s'}, subsets: [{addresses: [{ip: '10.1.2.3'}], ports: [{port: 443}]}]}"
                                .formatted(name, namespace));
    }

    private static List<String> ofWebhooks(RestorePlan plan, String configuration) {
        return plan.risks().stream().filter(risk -> risk.contains(configuration)).toList();
    }

    @Test
    void aCancelledRestoreSaysWhatItDidLeavesItWholeAndIsRunAgain() throws Exception {
        String copy = lab.copy("cancel");
        RestorePlan plan = plan(copy);
        Cancellation cancellation = new Cancellation();
        List<Outcome> outcomes = new ArrayList<>();

        assertThatThrownBy(() ->
                        lab.vault()
                                .run(
                                        plan,
                                        outcome -> {
                                            outcomes.add(outcome);
                                            if (outcome.item().kind().startsWith("CronJob")) {
                                                cancellation.cancel();
                                            }
                                        },
                                        cancellation))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED))
                .hasMessageContaining("cancelled after " + outcomes.size() + " of");

        assertThat(outcomes).hasSizeLessThan(plan.items().size());
        assertThat(cronJob(copy).at("/spec/suspend").asBoolean()).isFalse();
        assertThat(owners(copy))
                .isEqualTo(
                        lab.get(copy, "v1", "ConfigMap", "settings").at("/metadata/uid").asText());

        lab.vault().restore(lab.point(), request(copy));

        assertThat(lab.namesIn(copy)).containsAll(lab.namesIn(lab.shop().namespace()));
    }

    @Test
    void whatAKilledRestoreLeftUnfinishedTheNextOneFinishes() throws Exception {
        String copy = lab.copy("killed");
        class Killed extends Error {
            private static final long serialVersionUID = 1;
        }

        assertThatThrownBy(() ->
                        lab.vault()
                                .run(
                                        plan(copy),
                                        outcome -> {
                                            if (outcome.item().kind().startsWith("CronJob")) {
                                                throw new Killed();
                                            }
                                        },
                                        new Cancellation()))
                .isInstanceOf(Killed.class);
        assertThat(cronJob(copy).at("/spec/suspend").asBoolean()).isTrue();
        assertThat(owners(copy)).isEmpty();

        lab.vault().restore(lab.point(), request(copy));

        assertThat(cronJob(copy).at("/spec/suspend").asBoolean()).isFalse();
        assertThat(owners(copy))
                .isEqualTo(
                        lab.get(copy, "v1", "ConfigMap", "settings").at("/metadata/uid").asText());
        assertThat(ClusterState.of(lab.cluster(), copy).values())
                .noneMatch(json -> json.contains("varve.dev/restoring"));
    }

    private String owners(String copy) throws IOException, InterruptedException {
        return lab.get(copy, "v1", "ConfigMap", "second")
                .at("/metadata/ownerReferences/0/uid")
                .asText();
    }

    private JsonNode cronJob(String namespace) throws IOException, InterruptedException {
        String version =
                lab.objects().discovery().find("batch/v1", "CronJob").isPresent()
                        ? "batch/v1"
                        : "batch/v1beta1";
        return lab.get(namespace, version, "CronJob", "nightly");
    }

    private RestorePlan plan(String copy) throws IOException, InterruptedException {
        return lab.vault().plan(lab.point(), request(copy));
    }

    private String request(String copy) {
        return "{namespaces: ['%1$s'], namespaceMap: {'%1$s': '%2$s'}}"
                .formatted(lab.shop().namespace(), copy);
    }
}
