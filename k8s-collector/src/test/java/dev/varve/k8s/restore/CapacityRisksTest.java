package dev.varve.k8s.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.kube.KubeServer;
import dev.varve.k8s.kube.Objects;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.rule.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What a plan says of claims for which there is no room, on a real API server. */
@ExtendWith(KubeServer.Extension.class)
@ResourceLock("Kubernetes")
class CapacityRisksTest {
    private static final GroupKind CLAIM = new GroupKind("", "PersistentVolumeClaim");
    private static final long GIB = 1L << 30;

    private Cluster cluster;
    private Objects objects;
    private String namespace;
    private CapacityRisks risks;

    @BeforeEach
    void prepare(KubeServer server) throws Exception {
        cluster = server.admin();
        objects = new Objects(cluster);
        namespace = objects.createNamespace("room");
        risks = new CapacityRisks(new Target(cluster, Map.of()));
    }

    @AfterEach
    void cleanUp() throws Exception {
        objects.dropNamespace(namespace);
        cluster.close();
    }

    @Test
    void claimsThatAQuotaHasNoRoomForAreNamedWithWhatIsLeft() throws Exception {
        quota("{'requests.storage': '3Gi', 'persistentvolumeclaims': '5', 'pods': '1'}");
        plan("one", "2Gi");
        assertThat(risks.find()).isEmpty();

        plan("two", "2Gi");

        assertThat(risks.find())
                .containsExactly(
                        "ResourceQuota "
                                + namespace
                                + "/limit leaves "
                                + 3 * GIB
                                + " of requests.storage, and the claims of this restore need "
                                + 4 * GIB);
    }

    @Test
    void aQuotaOfOneStorageClassCountsItsClaimsAlone() throws Exception {
        quota("{'slow.storageclass.storage.k8s.io/requests.storage': '1Gi'}");
        plan("fast", "2Gi");

        assertThat(risks.find()).isEmpty();
    }

    @Test
    void claimsThatADriverSaysItHasNoRoomForAreNamed() throws Exception {
        assumeTrue(
                objects.discovery()
                        .preferred(new GroupKind("storage.k8s.io", "CSIStorageCapacity"))
                        .isPresent(),
                "this API server does not serve what drivers publish of their storage");
        capacity("one", "maximumVolumeSize: '2Gi', capacity: '3Gi'");
        plan("large", "4Gi");
        plan("small", "1Gi");

        List<String> found = risks.find();

        assertThat(found)
                .containsExactly(
                        new ObjectKey(CLAIM, namespace, "large")
                                + " asks for "
                                + 4 * GIB
                                + " bytes; the largest volume that StorageClass "
                                + namespace
                                + " has room for has "
                                + 2 * GIB,
                        "the claims of StorageClass "
                                + namespace
                                + " need "
                                + 5 * GIB
                                + " bytes, and its driver says that "
                                + 3 * GIB
                                + " are left");
    }

    private void quota(String hard) throws Exception {
        ObjectNode _ =
                objects.create(
                        "{apiVersion: 'v1', kind: 'ResourceQuota', metadata: {namespace: '%s', name: 'limit'}, spec: {hard: %s}}"
                                .formatted(namespace, hard));
        Awaitility.await("the quota to be counted")
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        cluster.get(objects.resource("v1", "ResourceQuota"), namespace, "limit")
                                .filter(each -> each.at("/status/used").isObject())
                                .isPresent());
    }

    private void capacity(String name, String room) throws Exception {
        ObjectNode _ =
                objects.create(
                        "{apiVersion: '%s', kind: 'CSIStorageCapacity', metadata: {namespace: '%s', name: '%s'}, storageClassName: '%s', %s}"
                                .formatted(
                                        objects.discovery()
                                                .preferred(
                                                        new GroupKind(
                                                                "storage.k8s.io",
                                                                "CSIStorageCapacity"))
                                                .orElseThrow()
                                                .apiVersion(),
                                        namespace,
                                        name,
                                        namespace,
                                        room));
    }

    /** Its class is called as the namespace is. */
    private void plan(String name, String storage) {
        ObjectNode claim =
                Objects.parse(
                        "{metadata: {namespace: '%s', name: '%s'}, spec: {storageClassName: '%s', resources: {requests: {storage: '%s'}}}}"
                                .formatted(namespace, name, namespace, storage));
        risks.saw(
                new Verdict.Create(
                        new ObjectKey(CLAIM, namespace, name), claim, List.of(), List.of()));
    }
}
