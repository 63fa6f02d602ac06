package dev.varve.k8s.rule;

import static dev.varve.k8s.rule.Captured.clusterObject;
import static dev.varve.k8s.rule.Captured.json;
import static dev.varve.k8s.rule.Captured.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessRulesTest {
    private static final String RBAC = "rbac.authorization.k8s.io/v1";

    @Test
    void aServiceAccountLosesTheSecretsThatTheTargetMakesAnew() {
        ObjectNode account = object("serviceaccount");
        Json.array(account, "secrets").orElseThrow().addObject().put("name", "web-token-by-hand");
        Json.array(account, "imagePullSecrets")
                .orElseThrow()
                .addObject()
                .put("name", "web-dockercfg-x7k2p");
        ObjectNode created = Restore.plain().created(account);
        assertThat(created.path("secrets")).isEqualTo(json("[{name: 'web-token-by-hand'}]"));
        assertThat(created.path("imagePullSecrets")).isEqualTo(json("[{name: 'registry'}]"));
        assertThat(Restore.plain().created(object("serviceaccount")).has("secrets")).isFalse();
    }

    @Test
    void aServiceAccountThatExistsIsMerged() {
        ObjectNode existing =
                object(
                        "v1",
                        "ServiceAccount",
                        "web",
                        "metadata: {labels: {team: 'b'}}, secrets: [{name: 'web-token-zzzzz'}],"
                                + " imagePullSecrets: [{name: 'own'}]");
        ObjectNode account = object("serviceaccount");
        Json.make(account, "metadata", "labels").put("team", "a").put("tier", "front");
        Verdict.Merge merge = (Verdict.Merge) Restore.plain().target(existing).judge(account);
        assertThat(merge.patch())
                .isEqualTo(
                        json(
                                """
                                {apiVersion: 'v1', kind: 'ServiceAccount',
                                 metadata: {labels: {tier: 'front'}},
                                 imagePullSecrets: [{name: 'own'}, {name: 'registry'}]}\
                                """));
    }

    @Test
    void aServiceAccountThatHasAllIsLeft() {
        assertThat(
                        Restore.plain()
                                .target(object("serviceaccount"))
                                .skipped(object("serviceaccount")))
                .contains("same");
    }

    @Test
    void aTokenThatAControllerMadeIsSkipped() {
        assertThat(Restore.plain().skipped(object("secret-token-automatic"))).contains("tokens");
    }

    @Test
    void aTokenAskedForByHandIsAskedForAgain() {
        ObjectNode created = Restore.plain().created(object("secret-token-manual"));
        assertThat(created.has("data")).isFalse();
        assertThat(created.at("/metadata/annotations").has("kubernetes.io/service-account.uid"))
                .isFalse();
        assertThat(
                        created.at("/metadata/annotations")
                                .path("kubernetes.io/service-account.name")
                                .asText())
                .isEqualTo("web");
        assertThat(Restore.plain().warnings(object("secret-token-manual"))).hasSize(1);
    }

    @Test
    void anOrdinarySecretKeepsItsData() {
        assertThat(Restore.plain().created(object("secret-db")).path("data"))
                .isEqualTo(object("secret-db").path("data"));
    }

    @Test
    void subjectsOfABindingFollowTheirNamespaces() {
        Restore restore = Restore.plain();
        restore.options.namespace("shop", "copy");
        assertThat(restore.created(object("rolebinding")).path("subjects").findValuesAsText("name"))
                .containsExactly(
                        "web",
                        "system:serviceaccount:copy:web",
                        "system:serviceaccounts:copy",
                        "alice");
        ObjectNode cluster =
                clusterObject(
                        RBAC,
                        "ClusterRoleBinding",
                        "web",
                        "subjects: [{kind: 'ServiceAccount', name: 'web', namespace: 'shop'}]");
        assertThat(restore.created(cluster).at("/subjects/0/namespace").asText()).isEqualTo("copy");
    }

    @Test
    void aBindingThatExistsAndDoesNotGrantTheCopyIsWarnedOf() {
        ObjectNode binding =
                clusterObject(
                        RBAC,
                        "ClusterRoleBinding",
                        "web",
                        "roleRef: {name: 'r'}, subjects: [{kind: 'ServiceAccount', name: 'web',"
                                + " namespace: 'shop'}]");
        Restore restore = Restore.plain().target(binding);
        restore.options.namespace("shop", "copy");
        assertThat(restore.warnings(binding))
                .anySatisfy(each -> assertThat(each).contains("does not grant", "copy/web"));
    }

    @Test
    void aCopyTakesNoRightsFromTheApplicationThatItWasMadeOf() {
        String original = "{kind: 'ServiceAccount', name: 'web', namespace: 'shop'}";
        String copy = "{kind: 'ServiceAccount', name: 'web', namespace: 'copy'}";
        String other = "{kind: 'ServiceAccount', name: 'old', namespace: 'elsewhere'}";
        for (ExistingPolicy policy : List.of(ExistingPolicy.UPDATE, ExistingPolicy.RECREATE)) {
            Restore restore = Restore.plain().target(binding(original + "," + other));
            restore.options.namespace("shop", "copy").existing(policy);
            assertThat(written(restore.judge(binding(original))).path("subjects"))
                    .isEqualTo(binding(original + "," + copy).path("subjects"));
        }
        Restore again = Restore.plain().target(binding(original + "," + copy));
        again.options.namespace("shop", "copy").existing(ExistingPolicy.UPDATE);
        assertThat(again.skipped(binding(original))).contains("is the same");
    }

    private static ObjectNode written(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Merge merge -> merge.patch();
            case Verdict.Replace replace -> replace.object();
            default -> throw new AssertionError("nothing is written: " + verdict);
        };
    }

    private static ObjectNode binding(String subjects) {
        return clusterObject(
                RBAC,
                "ClusterRoleBinding",
                "web",
                "roleRef: {name: 'r'}, subjects: [" + subjects + "]");
    }

    @Test
    void aBindingToAnotherRoleCannotBeUpdated() {
        ObjectNode existing = object("rolebinding");
        Json.make(existing, "roleRef").put("name", "another");
        Restore restore = Restore.plain().target(existing);
        restore.options.existing(ExistingPolicy.UPDATE);
        assertThat(restore.refused(object("rolebinding"))).contains("roleRef");
    }
}
