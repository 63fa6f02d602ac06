package dev.varve.k8s.rule;

import static dev.varve.k8s.rule.Captured.json;
import static dev.varve.k8s.rule.Captured.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnersTest {
    private static final String REPLICA_SET = "62771ea2-c10c-47c3-9ea0-cc5aa8bb40ca";

    @Test
    void anObjectIsCreatedWithoutOwnersAndLinkedToTheirNewUidsLater() {
        Restore restore = Restore.plain().point(object("deployment"));
        ObjectNode child = object("replicaset");
        String oldUid = object("deployment").at("/metadata/uid").asText();

        assertThat(restore.created(child).path("metadata").has("ownerReferences")).isFalse();
        assertThat(restore.warnings(child)).isEmpty();
        assertThat(restore.rules().relink(child, Map.of(oldUid, "new-uid")))
                .contains(
                        (ObjectNode)
                                json(
                                        """
                                        {metadata: {ownerReferences: [{apiVersion: 'apps/v1',
                                          kind: 'Deployment', name: 'web', uid: 'new-uid',
                                          controller: true, blockOwnerDeletion: true}],
                                          labels: {'varve.dev/restoring': null}}}\
                                        """));
    }

    @Test
    void aChildWhoseOwnerIsNotRestoredLosesTheReferenceAndThePlanSaysSo() {
        Restore restore = Restore.plain();
        ObjectNode child = object("replicaset");
        assertThat(restore.warnings(child))
                .singleElement()
                .asString()
                .contains("Deployment web is not restored");
        assertThat(restore.rules().relink(child, Map.of("another", "new-uid"))).isEmpty();
    }

    @Test
    void anOwnerOfARemovedVersionIsLinkedInItsNewOne() {
        Restore restore =
                Restore.plain()
                        .serves("Deployment.extensions")
                        .serves("Deployment.apps", "apps/v1");
        ObjectNode child =
                object(
                        "apps/v1",
                        "ReplicaSet",
                        "web-1",
                        "metadata: {ownerReferences: [{apiVersion: 'extensions/v1beta1', kind:"
                                + " 'Deployment', name: 'web', uid: 'old'}]}");
        assertThat(
                        restore.rules()
                                .relink(child, Map.of("old", "new"))
                                .orElseThrow()
                                .at("/metadata/ownerReferences/0/apiVersion")
                                .asText())
                .isEqualTo("apps/v1");
    }

    @Test
    void thePodOfAReplicaSetKnowsItsController() {
        assertThat(Owners.controller(object("pod")).orElseThrow().path("uid").asText())
                .isEqualTo(REPLICA_SET);
    }
}
