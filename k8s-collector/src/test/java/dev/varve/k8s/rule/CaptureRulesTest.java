package dev.varve.k8s.rule;

import static dev.varve.k8s.rule.Captured.json;
import static dev.varve.k8s.rule.Captured.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.GroupKind;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CaptureRulesTest {
    @Test
    void whatMeansSomethingOnlyInTheRunningClusterIsLeftOut() {
        for (String kind :
                List.of(
                        "Node",
                        "Event",
                        "Event.events.k8s.io",
                        "CSINode.storage.k8s.io",
                        "VolumeAttachment.storage.k8s.io",
                        "Lease.coordination.k8s.io",
                        "PodMetrics.metrics.k8s.io",
                        "BackupRun.varve.dev",
                        "RestoreRun.varve.dev",
                        "VolumeTask.varve.dev",
                        "RestorePoint.varve.dev")) {
            assertThat(CaptureRules.PLAIN.leavesOut(GroupKind.parse(kind))).as(kind).isPresent();
        }
    }

    @Test
    void theRestIsCaptured() {
        for (String kind :
                List.of(
                        "Pod",
                        "Secret",
                        "Endpoints",
                        "EndpointSlice.discovery.k8s.io",
                        "Node.shop.example",
                        "ProtectionPolicy.varve.dev",
                        "Blueprint.varve.dev",
                        "BackupRun.shop.example")) {
            assertThat(CaptureRules.PLAIN.leavesOut(GroupKind.parse(kind))).as(kind).isEmpty();
        }
        for (String file : Captured.ALL) {
            assertThat(CaptureRules.PLAIN.leavesOut(object(file))).as(file).isEmpty();
        }
    }

    @Test
    void aMirrorPodIsLeftOut() {
        assertThat(
                        CaptureRules.PLAIN.leavesOut(
                                object(
                                        "v1",
                                        "Pod",
                                        "etcd",
                                        "metadata: {annotations: {'kubernetes.io/config.mirror':"
                                                + " 'h'}}")))
                .isPresent();
        assertThat(
                        CaptureRules.PLAIN.leavesOut(
                                object(
                                        "v1",
                                        "Pod",
                                        "etcd",
                                        "metadata: {ownerReferences: [{kind: 'Node', name:"
                                                + " 'worker-1'}]}")))
                .isPresent();
    }

    @Test
    void whatARunMadeForAVolumeIsLeftOutAndWhatItOnlyChangedIsNot() {
        String marks =
                "metadata: {labels: {'varve.dev/run': 'r'}, annotations: {'varve.dev/owner': 'c for"
                        + " x'%s}}";
        assertThat(
                        CaptureRules.PLAIN.leavesOut(
                                object("v1", "Secret", "credentials", marks.formatted(""))))
                .isPresent();
        assertThat(
                        CaptureRules.PLAIN.leavesOut(
                                object(
                                        "v1",
                                        "PersistentVolume",
                                        "held",
                                        marks.formatted(", 'varve.dev/undo': '{}'"))))
                .isEmpty();
    }

    @Test
    void aPolicyLeavesSecretsOutAllOrByType() {
        CaptureRules none = new CaptureRules(Set.of(CaptureRules.ALL));
        assertThat(none.leavesOut(GroupKind.parse("Secret"))).isPresent();
        CaptureRules opaque = new CaptureRules(Set.of("Opaque"));
        assertThat(opaque.leavesOut(GroupKind.parse("Secret"))).isEmpty();
        assertThat(opaque.leavesOut(object("secret-db"))).isPresent();
        assertThat(opaque.leavesOut(object("secret-token-manual"))).isEmpty();
    }

    @Test
    void aSecretIsShownWithoutItsValues() {
        ObjectNode shown = Redaction.redact(object("secret-db"));
        assertThat(shown.path("data")).isEqualTo(json("{password: '(hidden)'}"));
        assertThat(object("secret-db").path("data").toString()).contains("aHVudGVyMg==");

        ObjectNode applied =
                object(
                        "v1",
                        "Secret",
                        "db",
                        """
                        metadata: {annotations: {
                          'kubectl.kubernetes.io/last-applied-configuration': 'aHVudGVyMg=='}},
                        stringData: {password: 'hunter2'}\
                        """);
        assertThat(Redaction.redact(applied).toString()).doesNotContain("hunter2", "aHVudGVyMg");
        assertThat(Redaction.redact(object("deployment"))).isEqualTo(object("deployment"));
    }
}
