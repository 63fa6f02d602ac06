package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.ingest.push.Cancellation;
import dev.varve.k8s.capture.Scope;
import dev.varve.k8s.restore.Outcome;
import dev.varve.k8s.restore.PlanItem;
import dev.varve.k8s.restore.RestorePlan;
import dev.varve.k8s.restore.RestoreRun;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Several namespaces go elsewhere at once, on a real API server. */
@ExtendWith(KubernetesLab.Extension.class)
@ResourceLock("Kubernetes")
class KubernetesMapsIT {
    private final KubernetesLab lab;

    KubernetesMapsIT(KubernetesLab lab) {
        this.lab = lab;
    }

    @Test
    void severalNamespacesAreMappedAtOnceWithWhatNamesThem() throws Exception {
        String front = lab.create("front");
        String back = lab.create("back");
        configMap(front, "settings", "front");
        configMap(back, "settings", "back");
        lab.objects()
                .create(
                        """
                        {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: {name: 'both', namespace: '%s'},
                         roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view'},
                         subjects: [{kind: 'ServiceAccount', name: 'default', namespace: '%s'}]}
                        """
                                .formatted(front, back));
        String point = lab.point(Scope.ofNamespaces(List.of(front, back)));
        String one = lab.copy("one");
        String two = lab.copy("two");

        RestoreRun.Result _ =
                lab.vault()
                        .restore(
                                point,
                                "{clusterObjects: 'none', namespaceMap: {'%s': '%s', '%s': '%s'}}"
                                        .formatted(front, one, back, two));

        assertThat(lab.colour(one)).isEqualTo("front");
        assertThat(lab.colour(two)).isEqualTo("back");
        assertThat(
                        lab.get(one, "rbac.authorization.k8s.io/v1", "RoleBinding", "both")
                                .at("/subjects/0/namespace")
                                .asText())
                .isEqualTo(two);
    }

    @Test
    void objectsThatWouldBecomeOneAreRefusedUnlessTheyAreEqual() throws Exception {
        String left = lab.create("left");
        String right = lab.create("right");
        configMap(left, "settings", "left");
        configMap(right, "settings", "right");
        configMap(left, "same", "grey");
        configMap(right, "same", "grey");
        String point = lab.point(Scope.ofNamespaces(List.of(left, right)));
        String both = lab.copy("both");

        RestorePlan plan =
                lab.vault()
                        .plan(
                                point,
                                "{clusterObjects: 'none', namespaceMap: {'%1$s': '%3$s', '%2$s': '%3$s'}}"
                                        .formatted(left, right, both));

        assertThat(plan.conflicts())
                .hasSize(2)
                .allSatisfy(item -> {
                    assertThat(item.targetName()).isEqualTo("settings");
                    assertThat(item.reason())
                            .contains(left + "/settings", right + "/settings", "differ");
                });
        assertThat(actions(plan, "same"))
                .containsExactlyInAnyOrder(PlanItem.Action.CREATE, PlanItem.Action.SKIP);

        RestoreRun.Result result = lab.vault().run(plan, outcome -> {}, new Cancellation());

        assertThat(result.count(Outcome.Status.FAILED)).isEqualTo(2);
        assertThat(lab.namesIn(both)).containsExactly("ConfigMap/same");
    }

    private static List<PlanItem.Action> actions(RestorePlan plan, String name) {
        return plan.items().stream()
                .filter(item -> item.targetName().equals(name))
                .map(PlanItem::action)
                .toList();
    }

    private void configMap(String namespace, String name, String colour)
            throws IOException, InterruptedException {
        lab.objects()
                .create(
                        "{apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: '%s', namespace: '%s'}, data: {colour: '%s'}}"
                                .formatted(name, namespace, colour));
    }
}
