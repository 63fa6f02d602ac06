package dev.varve.k8s.rule;

import static dev.varve.k8s.rule.Captured.clusterObject;
import static dev.varve.k8s.rule.Captured.json;
import static dev.varve.k8s.rule.Captured.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class ExtensionRulesTest {
    private static Restore copy() {
        Restore restore = Restore.plain();
        restore.options.namespace("shop", "copy");
        return restore;
    }

    @Test
    void aWebhookCallsItsServiceInTheMappedNamespace() {
        ObjectNode webhook = object("webhook");
        Json.make(webhook, "metadata", "annotations")
                .put("cert-manager.io/inject-ca-from", "shop/web-tls");
        ObjectNode created = copy().created(webhook);
        assertThat(created.at("/webhooks/0/clientConfig/service/namespace").asText())
                .isEqualTo("copy");
        assertThat(created.at("/metadata/annotations").toString()).contains("copy/web-tls");
        assertThat(Restore.plain().created(webhook).at("/webhooks"))
                .isEqualTo(webhook.at("/webhooks"));
    }

    @Test
    void anApiServiceCallsItsServiceInTheMappedNamespaceAndALocalOneIsSkipped() {
        String version = "apiregistration.k8s.io/v1";
        ObjectNode created =
                copy().created(
                                clusterObject(
                                        version,
                                        "APIService",
                                        "v1.shop.example",
                                        "spec: {service: {namespace: 'shop', name: 'web'}}"));
        assertThat(created.at("/spec/service/namespace").asText()).isEqualTo("copy");
        copy().skipped(clusterObject(version, "APIService", "v1.apps", "spec: {group: 'apps'}"));
    }

    @Test
    void aCrdConvertsByItsServiceInTheMappedNamespace() {
        ObjectNode crd = object("crd-v1");
        Json.make(crd, "spec", "conversion", "webhook", "clientConfig", "service")
                .put("namespace", "shop")
                .put("name", "web");
        assertThat(
                        copy().created(crd)
                                .at("/spec/conversion/webhook/clientConfig/service/namespace")
                                .asText())
                .isEqualTo("copy");
    }

    @Test
    void aCrdThatPreservesUnknownFieldsDoesSoInItsSchemas() {
        assertThat(object("crd-v1").at("/spec/preserveUnknownFields").asBoolean()).isTrue();
        ObjectNode created = Restore.plain().created(object("crd-v1"));
        assertThat(created.at("/spec/preserveUnknownFields").asBoolean(true)).isFalse();
        assertThat(
                        created.at("/spec/versions/0/schema/openAPIV3Schema")
                                .path("x-kubernetes-preserve-unknown-fields")
                                .asBoolean())
                .isTrue();
        assertThat(Restore.plain().warnings(object("crd-v1"))).hasSize(1);
    }

    @Test
    void aNamespaceGetsItsNewNameAndKeepsItsLabelsAnnotationsAndSpec() {
        ObjectNode namespace = object("namespace");
        Json.make(namespace, "metadata", "labels").put("kubernetes.io/metadata.name", "shop");
        Json.make(namespace, "metadata", "annotations")
                .put("openshift.io/sa.scc.uid-range", "1000/10");
        ObjectNode created = copy().created(namespace);
        assertThat(created.path("metadata"))
                .isEqualTo(
                        json(
                                """
                                {name: 'copy',
                                 labels: {team: 'a', 'kubernetes.io/metadata.name': 'copy'},
                                 annotations: {'openshift.io/sa.scc.uid-range': '1000/10'}}\
                                """));
        assertThat(created.path("spec")).isEqualTo(namespace.path("spec"));
    }

    @Test
    void aNamespaceThatIsBeingDeletedIsWaitedOut() {
        ObjectNode dying = object("namespace");
        Json.make(dying, "metadata").put("deletionTimestamp", "t");
        Verdict.Replace replace =
                (Verdict.Replace) Restore.plain().target(dying).judge(object("namespace"));
        assertThat(replace.removal()).isEqualTo(Verdict.Removal.AWAIT_END);
    }

    @Test
    void otherUserIdsInTheTargetsNamespaceAreWarnedOfAndStay() {
        ObjectNode ours = object("namespace");
        Json.make(ours, "metadata", "annotations").put("openshift.io/sa.scc.uid-range", "1000/10");
        ObjectNode theirs = object("namespace");
        Json.make(theirs, "metadata", "annotations")
                .put("openshift.io/sa.scc.uid-range", "2000/10");
        Restore restore = Restore.plain().target(theirs);
        restore.options.existing(ExistingPolicy.UPDATE);
        assertThat(restore.warnings(ours)).singleElement().asString().contains("2000/10");
        assertThat(restore.skipped(ours)).contains("same");
    }
}
