package dev.varve.k8s.rule;

import static dev.varve.k8s.rule.Captured.json;
import static dev.varve.k8s.rule.Captured.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodRuleTest {
    private static ObjectNode standalone() {
        ObjectNode pod = object("pod");
        Json.make(pod, "metadata").remove("ownerReferences");
        Json.make(pod, "spec").put("nodeName", "worker-1");
        Json.make(pod, "spec").put("priority", 0).put("preemptionPolicy", "PreemptLowerPriority");
        Json.make(pod, "spec")
                .set(
                        "ephemeralContainers",
                        json("[{name: 'debug', image: 'busybox', targetContainerName: 'web'}]"));
        return pod;
    }

    @Test
    void aPodIsFreedFromItsNodeAndFromWhatAdmissionSets() {
        ObjectNode spec = Json.make(Restore.plain().created(standalone()), "spec");
        assertThat(spec.has("nodeName")).isFalse();
        assertThat(spec.has("priority")).isFalse();
        assertThat(spec.has("preemptionPolicy")).isFalse();
        assertThat(spec.has("ephemeralContainers")).isFalse();
        assertThat(spec.at("/containers/0/image").asText())
                .isEqualTo("registry.old.example/shop/web:1.4");
    }

    @Test
    void theTokenVolumeOfOldClustersGoesWithItsMountsInAllContainers() {
        ObjectNode created = Restore.plain().created(standalone());
        assertThat(standalone().toString()).contains("web-token-drwkd");
        assertThat(created.toString()).doesNotContain("web-token-drwkd");
        assertThat(created.path("spec").has("volumes")).isFalse();
        assertThat(created.at("/spec/initContainers/0").has("volumeMounts")).isFalse();
    }

    @Test
    void theProjectedTokenVolumeOfNewClustersGoesAndOtherVolumesStay() {
        ObjectNode pod =
                object(
                        "v1",
                        "Pod",
                        "one",
                        """
                        spec: {
                          volumes: [{name: 'kube-api-access-x7k2p', projected: {sources:
                              [{serviceAccountToken: {path: 'token'}}, {configMap: {name: 'kube-root-ca.crt'}}]}},
                            {name: 'kube-api-access-mine', emptyDir: {}},
                            {name: 'default-token-own', secret: {secretName: 'default-token-own'}}],
                          initContainers: [{name: 'i', volumeMounts: [{name: 'kube-api-access-x7k2p', mountPath: '/t'}]}],
                          containers: [{name: 'c', volumeMounts: [{name: 'kube-api-access-x7k2p', mountPath: '/t'},
                            {name: 'kube-api-access-mine', mountPath: '/m'}]}]}\
                        """);
        ObjectNode created = Restore.plain().created(pod);
        assertThat(created.toString()).doesNotContain("x7k2p");
        assertThat(created.at("/spec/volumes").size()).isEqualTo(2);
        assertThat(created.at("/spec/containers/0/volumeMounts"))
                .isEqualTo(json("[{name: 'kube-api-access-mine', mountPath: '/m'}]"));
        assertThat(created.at("/spec/initContainers/0").has("volumeMounts")).isFalse();
    }

    @Test
    void aPodThatAControllerOwnsIsRestoredOnlyWhenAsked() {
        Restore restore = Restore.plain();
        assertThat(restore.skipped(object("pod"))).contains("ReplicaSet web-796f47754");
        restore.options.choose(Choice.RESTORE_CONTROLLED_PODS);
        assertThat(restore.created(object("pod")).path("metadata").has("ownerReferences"))
                .isFalse();
    }

    @Test
    void aPodThatAJobOwnsIsNeverRestoredForTheJobWouldMakeOneMore() {
        Restore restore = Restore.plain();
        restore.options.choose(Choice.RESTORE_CONTROLLED_PODS);
        assertThat(
                        restore.skipped(
                                object(
                                        "v1",
                                        "Pod",
                                        "report-x7k2p",
                                        "metadata: {ownerReferences: [{kind: 'Job', name: 'report',"
                                                + " uid: 'u', controller: true}]}")))
                .contains("Job report");
    }

    @Test
    void aPodOfAJobLosesTheFinalizerThatOnlyItsOldJobWouldTakeAway() {
        Restore restore = Restore.plain();
        restore.options.choose(Choice.RESTORE_CONTROLLED_PODS);
        ObjectNode pod =
                object(
                        "v1",
                        "Pod",
                        "report-x7k2p",
                        "metadata: {finalizers: ['batch.kubernetes.io/job-tracking']}");
        assertThat(restore.created(pod).path("metadata").has("finalizers")).isFalse();
    }

    @Test
    void aPodThatHadEndedIsNeverRestored() {
        Restore restore = Restore.plain();
        restore.options.choose(Choice.RESTORE_CONTROLLED_PODS);
        for (String phase : List.of("Succeeded", "Failed")) {
            ObjectNode pod = object("v1", "Pod", "one", "status: {phase: '" + phase + "'}");
            assertThat(restore.skipped(pod)).contains(phase);
        }
    }

    @Test
    void affinityIsTakenOffPodsAndAllTemplatesByOneSwitch() {
        Restore restore = Restore.plain();
        ObjectNode cronJob = object("cronjob-v1beta1");
        Json.make(cronJob, "spec", "jobTemplate", "spec", "template", "spec")
                .putObject("nodeSelector")
                .put("disk", "ssd");
        for (ObjectNode each : List.of(standalone(), object("deployment"), cronJob)) {
            assertThat(restore.created(each).toString()).contains("nodeSelector");
        }
        restore.options.choose(Choice.REMOVE_AFFINITY);
        for (ObjectNode each : List.of(standalone(), object("deployment"), cronJob)) {
            assertThat(restore.created(each).toString())
                    .doesNotContain("odeSelector", "ffinity", "topologySpreadConstraints");
        }
    }

    @Test
    void imagesAreMappedByTheirLongestPrefixInAllContainersAndTemplates() {
        Restore restore = Restore.plain();
        restore.options
                .image("registry.old.example/", "mirror.example/old/")
                .image("registry.old.example/shop/web", "mirror.example/web");
        ObjectNode spec =
                Json.make(restore.created(object("deployment")), "spec", "template", "spec");
        assertThat(spec.at("/containers/0/image").asText()).isEqualTo("mirror.example/web:1.4");
        assertThat(spec.at("/initContainers/0/image").asText())
                .isEqualTo("mirror.example/old/shop/migrate:1");
        assertThat(restore.created(object("statefulset")).toString()).contains("postgres:16");
    }
}
