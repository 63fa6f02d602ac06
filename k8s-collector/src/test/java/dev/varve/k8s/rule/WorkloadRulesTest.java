package dev.varve.k8s.rule;

import static dev.varve.k8s.rule.Captured.json;
import static dev.varve.k8s.rule.Captured.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.GroupKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkloadRulesTest {
    @Test
    void aJobThatHadEndedIsNeverRestored() {
        for (String type : List.of("Complete", "Failed")) {
            ObjectNode job = object("job");
            Json.make(job, "status")
                    .set("conditions", json("[{type: '" + type + "', status: 'True'}]"));
            assertThat(Restore.plain().skipped(job)).contains(type);
        }
    }

    @Test
    void aJobLosesTheLabelsOfItsOldUid() {
        assertThat(object("job").toString()).contains("controller-uid");
        ObjectNode created = Restore.plain().created(object("job"));
        assertThat(created.toString()).doesNotContain("controller-uid");
        assertThat(created.path("spec").has("selector")).isFalse();
        assertThat(created.at("/spec/template/metadata/labels"))
                .isEqualTo(json("{'job-name': 'report'}"));
    }

    @Test
    void aJobLosesTheYoungerLabelsToo() {
        ObjectNode job =
                object(
                        "batch/v1",
                        "Job",
                        "report",
                        """
                        metadata: {labels: {'batch.kubernetes.io/controller-uid': 'u'},
                          annotations: {'batch.kubernetes.io/job-tracking': ''}},
                        spec: {selector: {matchLabels: {'batch.kubernetes.io/controller-uid': 'u'}},
                          template: {metadata: {labels: {'batch.kubernetes.io/controller-uid': 'u',
                            'controller-uid': 'u'}}}}\
                        """);
        assertThat(Restore.plain().created(job))
                .isEqualTo(object("batch/v1", "Job", "report", "spec: {template: {metadata: {}}}"));
    }

    @Test
    void aJobWithASelectorOfItsOwnKeepsIt() {
        ObjectNode job = object("job");
        Json.make(job, "spec").put("manualSelector", true);
        assertThat(Restore.plain().created(job).at("/spec/selector/matchLabels"))
                .isEqualTo(job.at("/spec/selector/matchLabels"));
    }

    @Test
    void aCronJobIsSuspendedUntilTheEnd() {
        Verdict.Create create = (Verdict.Create) Restore.plain().judge(object("cronjob-v1beta1"));
        assertThat(create.object().at("/spec/suspend").asBoolean()).isTrue();
        assertThat(create.followUps())
                .containsExactly(
                        new FollowUp(
                                FollowUp.Time.AT_END,
                                "",
                                (ObjectNode) json("{spec: {suspend: false}}")));
    }

    @Test
    void aCronJobThatWasSuspendedStaysSo() {
        ObjectNode cronJob = object("cronjob-v1beta1");
        Json.make(cronJob, "spec").put("suspend", true);
        Verdict.Create create = (Verdict.Create) Restore.plain().judge(cronJob);
        assertThat(create.followUps()).isEmpty();
    }

    @Test
    void aRevisionIsWrittenAsItsControllerWritesItAndLeftForItToTake() {
        ObjectNode revision =
                object(
                        "apps/v1",
                        "ControllerRevision",
                        "db-1",
                        "metadata: {ownerReferences: [{apiVersion: 'apps/v1', kind: 'StatefulSet',"
                                + " name: 'db', uid: 'u'}]}, data: {spec: {b: [{d: 1, c: 2}], a: 1}}");
        assertThat(Restore.plain().created(revision).path("data").toString())
                .isEqualTo("{\"spec\":{\"a\":1,\"b\":[{\"c\":2,\"d\":1}]}}");
        assertThat(Restore.plain().rules().relink(revision, Map.of("u", "v"))).isEmpty();
    }

    @Test
    void statusComesOnlyForKindsAskedForByASecondCall() {
        Restore restore = Restore.plain();
        assertThat(((Verdict.Create) restore.judge(object("deployment"))).followUps()).isEmpty();
        restore.options.status(GroupKind.parse("Deployment.apps"));
        Verdict.Create create = (Verdict.Create) restore.judge(object("deployment"));
        assertThat(create.object().has("status")).isFalse();
        FollowUp followUp = create.followUps().getFirst();
        assertThat(followUp.subresource()).isEqualTo("status");
        assertThat(followUp.time()).isEqualTo(FollowUp.Time.AFTER_CREATE);
        assertThat(followUp.patch().path("status")).isEqualTo(object("deployment").path("status"));
    }

    @Test
    void anAutoscalerFollowsItsWorkloadToTheVersionThatIsServed() {
        Restore restore =
                Restore.plain()
                        .serves("Deployment.extensions")
                        .serves("Deployment.apps", "apps/v1");
        ObjectNode autoscaler =
                object(
                        "autoscaling/v1",
                        "HorizontalPodAutoscaler",
                        "web",
                        """
                        metadata: {annotations: {'autoscaling.alpha.kubernetes.io/conditions': '[]'}},
                        spec: {scaleTargetRef: {apiVersion: 'extensions/v1beta1',
                          kind: 'Deployment', name: 'web'}}\
                        """);
        ObjectNode created = restore.created(autoscaler);
        assertThat(created.at("/spec/scaleTargetRef/apiVersion").asText()).isEqualTo("apps/v1");
        assertThat(created.path("metadata").has("annotations")).isFalse();
    }
}
