package dev.varve.k8s.rule;

import static dev.varve.k8s.rule.Captured.clusterObject;
import static dev.varve.k8s.rule.Captured.json;
import static dev.varve.k8s.rule.Captured.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.GroupKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class VersionsTest {
    private static ObjectNode converted(String kind, String version, ObjectNode captured) {
        return Restore.plain().serves(kind, version).created(captured);
    }

    @Test
    void anIngressOfEitherOldGroupBecomesWhatTheApiServerMakesOfIt() {
        String kind = "Ingress.networking.k8s.io";
        ObjectNode expected = Restore.plain().created(object("ingress-v1"));
        ObjectNode beta = object("ingress-v1beta1");
        assertThat(converted(kind, "networking.k8s.io/v1", beta)).isEqualTo(expected);

        ObjectNode older = beta.deepCopy().put("apiVersion", "extensions/v1beta1");
        Restore restore =
                Restore.plain().serves("Ingress.extensions").serves(kind, "networking.k8s.io/v1");
        assertThat(restore.created(older)).isEqualTo(expected);
        assertThat(restore.judge(older).target().kind()).isEqualTo(GroupKind.parse(kind));
        assertThat(restore.judge(older).notes())
                .contains(
                        Note.converted(
                                "converted from extensions/v1beta1 to networking.k8s.io/v1"));
    }

    @Test
    void anIngressThatIsInThePointInTwoGroupsIsRestoredOnce() {
        ObjectNode older = object("ingress-v1beta1").put("apiVersion", "extensions/v1beta1");
        assertThat(Restore.plain().point(object("ingress-v1")).skipped(older))
                .contains("Ingress.networking.k8s.io shop/web");
    }

    @Test
    void aCronJobIsTakenOver() {
        ObjectNode created = converted("CronJob.batch", "batch/v1", object("cronjob-v1beta1"));
        assertThat(created.path("apiVersion").asText()).isEqualTo("batch/v1");
        assertThat(created.at("/spec/schedule").asText()).isEqualTo("0 3 * * *");
        assertThat(created.at("/spec/suspend").asBoolean()).isTrue();
    }

    @Test
    void aBudgetForNoPodsStaysOne() {
        String kind = "PodDisruptionBudget.policy";
        ObjectNode budget = object("pdb-v1beta1");
        assertThat(converted(kind, "policy/v1", budget).path("spec"))
                .isEqualTo(budget.path("spec"));

        Json.make(budget, "spec").set("selector", json("{}"));
        assertThat(converted(kind, "policy/v1", budget).path("spec").has("selector")).isFalse();
        Json.make(budget, "spec").set("selector", json("{matchLabels: {}}"));
        assertThat(converted(kind, "policy/v1", budget).path("spec").has("selector")).isFalse();
        Json.make(budget, "spec").set("selector", json("{}"));
        assertThat(converted(kind, "policy/v1beta1", budget).path("spec").has("selector")).isTrue();
    }

    @Test
    void aBudgetForAllPodsStaysOneOnAnOlderCluster() {
        String kind = "PodDisruptionBudget.policy";
        ObjectNode budget = object("pdb-v1beta1").put("apiVersion", "policy/v1");
        assertThat(converted(kind, "policy/v1beta1", budget).path("spec"))
                .isEqualTo(budget.path("spec"));

        Json.make(budget, "spec").set("selector", json("{}"));
        assertThat(converted(kind, "policy/v1beta1", budget).at("/spec/selector"))
                .isEqualTo(
                        json(
                                "{matchExpressions: [{key: 'varve.dev/none', operator: 'DoesNotExist'}]}"));
    }

    @Test
    void whatAControllerMakesAnewIsNoConflictWhereItsVersionIsNotServed() {
        ObjectNode slice =
                object(
                        "discovery.k8s.io/v1",
                        "EndpointSlice",
                        "web-1",
                        "addressType: 'IPv4', endpoints: []");
        Json.make(slice, "metadata")
                .set(
                        "labels",
                        json(
                                "{'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io'}"));

        assertThat(
                        Restore.plain()
                                .serves(
                                        "EndpointSlice.discovery.k8s.io",
                                        "discovery.k8s.io/v1beta1")
                                .skipped(slice))
                .contains("makes it anew");
    }

    @Test
    void theMetricsOfAnAutoscalerBecomeWhatTheApiServerMakesOfThem() {
        String kind = "HorizontalPodAutoscaler.autoscaling";
        ObjectNode beta2 = Restore.plain().created(object("hpa-v2beta2"));
        assertThat(converted(kind, "autoscaling/v2beta2", object("hpa-v2beta1"))).isEqualTo(beta2);
        assertThat(converted(kind, "autoscaling/v2", object("hpa-v2beta1")))
                .isEqualTo(beta2.deepCopy().put("apiVersion", "autoscaling/v2"));
        assertThat(converted(kind, "autoscaling/v2", object("hpa-v2beta2")))
                .isEqualTo(beta2.deepCopy().put("apiVersion", "autoscaling/v2"));
    }

    @Test
    void theTopologyOfASliceBecomesNodeAndZone() {
        ObjectNode slice =
                object(
                        "discovery.k8s.io/v1beta1",
                        "EndpointSlice",
                        "legacy-1",
                        """
                        endpoints: [{addresses: ['192.0.2.7'], topology: {
                          'kubernetes.io/hostname': 'worker-1',
                          'topology.kubernetes.io/zone': 'east',
                          'topology.kubernetes.io/region': 'r'}}]\
                        """);
        assertThat(
                        converted("EndpointSlice.discovery.k8s.io", "discovery.k8s.io/v1", slice)
                                .path("endpoints"))
                .isEqualTo(
                        json("[{addresses: ['192.0.2.7'], nodeName: 'worker-1', zone: 'east'}]"));
    }

    @Test
    void aCrdBecomesWhatTheApiServerMakesOfIt() {
        ObjectNode expected = Restore.plain().created(object("crd-v1"));
        ObjectNode created =
                converted(
                        "CustomResourceDefinition.apiextensions.k8s.io",
                        "apiextensions.k8s.io/v1",
                        object("crd-v1beta1"));
        assertThat(created.at("/spec/versions")).isEqualTo(expected.at("/spec/versions"));
        assertThat(created.at("/spec/names")).isEqualTo(expected.at("/spec/names"));
        assertThat(created.at("/spec/preserveUnknownFields").asBoolean(true)).isFalse();
        for (String old : List.of("version", "validation", "subresources")) {
            assertThat(created.path("spec").has(old)).as(old).isFalse();
        }
    }

    @Test
    void aCrdWithoutASchemaGetsOneThatKeepsAll() {
        ObjectNode crd = object("crd-v1beta1");
        Json.make(crd, "spec").remove("validation");
        Json.make(crd, "spec").put("preserveUnknownFields", false);
        assertThat(
                        converted(
                                        "CustomResourceDefinition.apiextensions.k8s.io",
                                        "apiextensions.k8s.io/v1",
                                        crd)
                                .at("/spec/versions/0/schema/openAPIV3Schema"))
                .isEqualTo(json("{type: 'object', 'x-kubernetes-preserve-unknown-fields': true}"));
    }

    @Test
    void aDeploymentOfExtensionsGetsTheSelectorItsLabelsGaveIt() {
        Restore restore =
                Restore.plain()
                        .serves("Deployment.extensions")
                        .serves("Deployment.apps", "apps/v1");
        ObjectNode old = object("deployment").put("apiVersion", "extensions/v1beta1");
        Json.make(old, "spec").remove("selector");
        assertThat(restore.created(old)).isEqualTo(Restore.plain().created(object("deployment")));
    }

    @Test
    void aVersionThatNobodyKnowsToConvertIsRefused() {
        ObjectNode schema =
                clusterObject(
                        "flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema", "own", "spec: {}");
        assertThat(
                        Restore.plain()
                                .serves(
                                        "FlowSchema.flowcontrol.apiserver.k8s.io",
                                        "flowcontrol.apiserver.k8s.io/v1")
                                .refused(schema))
                .contains("v1beta1", "serves only flowcontrol.apiserver.k8s.io/v1");
    }

    @Test
    void aKindThatTheTargetDoesNotKnowIsRefused() {
        assertThat(
                        Restore.plain()
                                .serves("Cart.shop.example")
                                .refused(object("shop.example/v1", "Cart", "one", "")))
                .contains("does not know the kind");
    }

    @Test
    void amongSeveralCapturedVersionsTheTargetsPreferredIsTaken() {
        ObjectNode v2 = object("shop.example/v2", "Cart", "one", "");
        Restore restore =
                Restore.plain()
                        .serves(
                                "Cart.shop.example",
                                "shop.example/v3",
                                "shop.example/v2",
                                "shop.example/v1")
                        .alsoIn(v2);
        ObjectNode v1 = object("shop.example/v1", "Cart", "one", "");
        assertThat(restore.created(v1)).isEqualTo(v1);
        restore.serves("Cart.shop.example", "shop.example/v2", "shop.example/v1");
        assertThat(restore.created(v1)).isEqualTo(v2);
        restore.serves("Cart.shop.example", "shop.example/v3", "shop.example/v2");
        assertThat(restore.created(v1)).isEqualTo(v2);
    }

    @Test
    void theUsersChoiceComesFirst() {
        Restore restore =
                Restore.plain()
                        .serves(
                                "Ingress.networking.k8s.io",
                                "networking.k8s.io/v1beta1",
                                "networking.k8s.io/v1");
        GroupKind kind = GroupKind.parse("Ingress.networking.k8s.io");
        restore.options.apiVersion(kind, "networking.k8s.io/v1");
        assertThat(restore.created(object("ingress-v1beta1")).path("apiVersion").asText())
                .isEqualTo("networking.k8s.io/v1");
        restore.options.apiVersion(kind, "networking.k8s.io/v9");
        assertThat(restore.created(object("ingress-v1beta1")).path("apiVersion").asText())
                .isEqualTo("networking.k8s.io/v1beta1");
        assertThat(restore.warnings(object("ingress-v1beta1")))
                .singleElement()
                .asString()
                .contains("v9");
    }
}
