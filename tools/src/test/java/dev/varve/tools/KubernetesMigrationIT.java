package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.kube.ClusterState;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.kube.Shop;
import dev.varve.k8s.restore.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** From one cluster to another, both real API servers. */
@ExtendWith(KubernetesLab.Extension.class)
@ResourceLock("Kubernetes")
class KubernetesMigrationIT {
    private final KubernetesLab lab;

    KubernetesMigrationIT(KubernetesLab lab) {
        this.lab = lab;
    }

    @Test
    void anApplicationMovesIntoAnotherCluster() throws Exception {
        Map<String, String> before = state(lab.cluster());
        try (KubeServer other = KubeServer.another();
                Cluster target = other.admin();
                VaultAtHand vault = lab.vault().with(target)) {
            boolean both = other.keepsCustomObjects() && lab.customObjects();
            Shop moved = lab.shop().on(target, new Objects(target));
            try {
                var result =
                        vault.restore(
                                lab.point(),
                                "{namespaces: ['%s'], excludedKinds: ['%s']}"
                                        .formatted(moved.namespace(), both ? "none" : "orders*"));

                assertThat(result.warnings()).isEmpty();
                assertThat(result.count(Outcome.Status.DONE)).isGreaterThan(25);
                Map<String, String> after = state(target);
                before.keySet().removeIf(each -> isLeftOut(each, both));
                after.keySet().removeIf(each -> isLeftOut(each, both));
                assertThat(after.keySet()).isEqualTo(before.keySet());
                if (target.version().equals(lab.cluster().version())) {
                    before.forEach(
                            (key, json) -> assertThat(after.get(key)).as(key).isEqualTo(json));
                }
            } finally {
                moved.close(true);
            }
        }
    }

    private Map<String, String> state(Cluster cluster) throws Exception {
        return ClusterState.of(cluster, lab.shop().namespace());
    }

    /**
     * Custom objects, where one of the two cannot keep them, and what defines them; and volumes
     * that copies of other tests made under a new name, on their way out.
     */
    private static boolean isLeftOut(String key, boolean both) {
        return key.matches("PersistentVolume/.+-[0-9a-f]{8}")
                || (!both
                        && (key.startsWith("Order/")
                                || key.startsWith("CustomResourceDefinition/")));
    }
}
