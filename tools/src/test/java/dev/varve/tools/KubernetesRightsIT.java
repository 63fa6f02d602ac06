package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.protocol.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What somebody may do who is not the administrator, on a real API server. */
@ExtendWith(KubernetesLab.Extension.class)
@ResourceLock("Kubernetes")
class KubernetesRightsIT {
    private final KubernetesLab lab;

    KubernetesRightsIT(KubernetesLab lab) {
        this.lab = lab;
    }

    @Test
    void aTenantGetsNoFurtherThanItsRights() throws Exception {
        String tenant = lab.server().tenantKubeconfig().toString();
        assumeTrue(Files.isReadable(Path.of(tenant)), "no kubeconfig of a tenant: " + tenant);
        String shop = lab.shop().namespace();
        Scripted.Outcome none =
                lab.varve().run(lab.commandAs(tenant, "backup", "--cluster", "tenant", "-n", shop));
        assertThat(none.exitCode()).isEqualTo(ErrorCode.FORBIDDEN.exitCode());

        String own = lab.create("tenant");
        grant(own, "'get', 'list', 'create'");
        Scripted.Outcome refused = lab.varve().run(lab.commandAs(tenant, "restore", lab.into(own)));
        assertThat(refused.exitCode()).isEqualTo(ErrorCode.INCOMPLETE.exitCode());
        assertThat(lab.namesIn(own))
                .containsExactlyInAnyOrder("Role/configs-only", "RoleBinding/configs-only");
        JsonNode allowed =
                lab.varve()
                        .json(
                                lab.commandAs(
                                        tenant,
                                        "restore",
                                        lab.into(
                                                own,
                                                "--kind",
                                                "configmaps",
                                                "--cluster-objects",
                                                "none")));
        assertThat(allowed.get("failures")).isEmpty();
        assertThat(lab.colour(own)).isEqualTo("blue");
    }

    @Test
    void aPointOfAnotherVaultIsUnknown() throws Exception {
        String other = lab.enroll("other", "w");

        Scripted.Outcome foreign =
                lab.varve()
                        .run(
                                "k8s",
                                "plan",
                                lab.point(),
                                "--kubeconfig",
                                lab.server().kubeconfig().toString(),
                                "--profile",
                                other,
                                "--json");

        assertThat(foreign.exitCode()).isEqualTo(ErrorCode.POINT_UNKNOWN.exitCode());
    }

    private void grant(String namespace, String verbs) throws IOException, InterruptedException {
        lab.objects()
                .create(
                        """
                        {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: {name: 'configs-only', namespace: '%s'},
                         rules: [{apiGroups: [''], resources: ['configmaps'], verbs: [%s]}]}
                        """
                                .formatted(namespace, verbs));
        lab.objects()
                .create(
                        """
                        {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: {name: 'configs-only', namespace: '%s'},
                         roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'configs-only'},
                         subjects: [{apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'tenant'}]}
                        """
                                .formatted(namespace));
    }
}
