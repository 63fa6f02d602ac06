package dev.varve.k8s.rule;

import static dev.varve.k8s.rule.Captured.clusterObject;
import static dev.varve.k8s.rule.Captured.json;
import static dev.varve.k8s.rule.Captured.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import org.junit.jupiter.api.Test;

class MetadataRuleTest {
    @Test
    void whatTheApiServerWritesItselfIsTakenAway() {
        ObjectNode created =
                Restore.plain()
                        .created(
                                object(
                                        "v1",
                                        "ConfigMap",
                                        "web",
                                        """
                                        metadata: {generateName: 'w', selfLink: '/x', uid: 'u1',
                                          resourceVersion: '1', generation: 3,
                                          creationTimestamp: 't', deletionTimestamp: 't',
                                          deletionGracePeriodSeconds: 30, managedFields: [{}],
                                          ownerReferences: [], labels: {app: 'web'}},
                                        status: {x: 1}, data: {a: 'b'}\
                                        """));
        assertThat(created)
                .isEqualTo(
                        object(
                                "v1",
                                "ConfigMap",
                                "web",
                                "metadata: {labels: {app: 'web'}}, data: {a: 'b'}"));
    }

    @Test
    void anObjectThatWasBeingDeletedComesWithAWarning() {
        ObjectNode dying =
                object(
                        "v1",
                        "ConfigMap",
                        "web",
                        "metadata: {deletionTimestamp: 't', finalizers: ['foregroundDeletion',"
                                + " 'shop.example/keep']}");
        assertThat(Restore.plain().warnings(dying)).singleElement().asString().contains("deleted");
        assertThat(Restore.plain().created(dying).at("/metadata/finalizers"))
                .isEqualTo(json("['shop.example/keep']"));
    }

    @Test
    void finalizersAreKeptUnlessTheirKindLosesThem() {
        ObjectNode map = object("v1", "ConfigMap", "web", "metadata: {finalizers: ['a/b']}");
        assertThat(Restore.plain().created(map).at("/metadata/finalizers"))
                .isEqualTo(json("['a/b']"));

        Restore restore = Restore.plain();
        restore.options.withoutFinalizers(GroupKind.parse("ConfigMap"));
        assertThat(restore.created(map).path("metadata").has("finalizers")).isFalse();
    }

    @Test
    void anObjectGoesToItsMappedNamespace() {
        Restore restore = Restore.plain();
        restore.options.namespace("shop", "shop-copy");
        Verdict verdict = restore.judge(object("deployment"));
        assertThat(verdict.target())
                .isEqualTo(new ObjectKey(GroupKind.parse("Deployment.apps"), "shop-copy", "web"));
        assertThat(restore.created(object("deployment")).at("/metadata/namespace").asText())
                .isEqualTo("shop-copy");
    }

    @Test
    void marksOfGitOpsToolsAreWarnedOfOnlyInAMappedNamespace() {
        ObjectNode deployed =
                object(
                        "v1",
                        "ConfigMap",
                        "web",
                        """
                        metadata: {labels: {'argocd.argoproj.io/instance': 'shop', app: 'web',
                            'app.kubernetes.io/managed-by': 'Helm'},
                          annotations: {'meta.helm.sh/release-name': 'shop',
                            'meta.helm.sh/release-namespace': 'shop'}}\
                        """);
        assertThat(Restore.plain().warnings(deployed)).isEmpty();

        Restore mapped = Restore.plain();
        mapped.options.namespace("shop", "copy");
        assertThat(mapped.warnings(deployed)).singleElement().asString().contains("stripped");
        assertThat(mapped.created(deployed).at("/metadata/labels").size()).isEqualTo(3);

        mapped.options.choose(Choice.STRIP_GITOPS);
        assertThat(mapped.warnings(deployed)).isEmpty();
        assertThat(mapped.created(deployed).path("metadata"))
                .isEqualTo(json("{name: 'web', namespace: 'copy', labels: {app: 'web'}}"));
    }

    @Test
    void aLabelManagedByAnotherThanHelmStays() {
        Restore mapped = Restore.plain();
        mapped.options.namespace("shop", "copy").choose(Choice.STRIP_GITOPS);
        ObjectNode own =
                object(
                        "v1",
                        "ConfigMap",
                        "web",
                        "metadata: {labels: {'app.kubernetes.io/managed-by': 'team-a'}}");
        assertThat(mapped.created(own).at("/metadata/labels").size()).isEqualTo(1);
    }

    @Test
    void whatEveryClusterMakesForItselfIsLeftAlone() {
        Restore restore = Restore.plain();
        restore.skipped(object("v1", "ConfigMap", "kube-root-ca.crt", ""));
        restore.skipped(
                clusterObject(
                        "rbac.authorization.k8s.io/v1",
                        "ClusterRole",
                        "admin",
                        "metadata: {labels: {'kubernetes.io/bootstrapping': 'rbac-defaults'}}"));
        restore.skipped(
                clusterObject("scheduling.k8s.io/v1", "PriorityClass", "system-node-critical", ""));
    }

    @Test
    void anObjectThatIsNeverCapturedIsNeverRestoredEither() {
        assertThat(Restore.plain().skipped(clusterObject("v1", "Node", "worker-1", "")))
                .contains("running cluster");
    }
}
