package dev.varve.k8s.rule;

import static dev.varve.k8s.rule.Captured.clusterObject;
import static dev.varve.k8s.rule.Captured.json;
import static dev.varve.k8s.rule.Captured.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.model.Quantity;
import org.junit.jupiter.api.Test;

class VolumeRulesTest {
    private static final ObjectKey DATA = new ObjectKey(Kinds.CLAIM, "shop", "data-db-0");
    private static final ObjectKey FILES = new ObjectKey(Kinds.CLAIM, "shop", "files");

    private static ObjectNode boundClaim() {
        ObjectNode claim = object("pvc-data");
        Json.make(claim, "spec").put("volumeName", "pvc-1234");
        Json.make(claim, "metadata")
                .set(
                        "annotations",
                        json(
                                """
                                {'pv.kubernetes.io/bind-completed': 'yes',
                                 'pv.kubernetes.io/bound-by-controller': 'yes',
                                 'volume.beta.kubernetes.io/storage-provisioner': 'csi.example',
                                 'volume.kubernetes.io/storage-provisioner': 'csi.example',
                                 'volume.kubernetes.io/selected-node': 'worker-1',
                                 'shop.example/owner': 'a'}\
                                """));
        return claim;
    }

    private static ObjectNode dynamicVolume(String policy) {
        return clusterObject(
                "v1",
                "PersistentVolume",
                "pvc-1234",
                """
                metadata: {annotations: {'pv.kubernetes.io/provisioned-by': 'csi.example'}},
                spec: {csi: {driver: 'csi.example', volumeHandle: 'vol-1'},
                  persistentVolumeReclaimPolicy: '%s', storageClassName: 'fast',
                  claimRef: {apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: 'shop',
                    name: 'data-db-0', uid: 'u', resourceVersion: '7'}}\
                """
                        .formatted(policy));
    }

    @Test
    void aClaimWithDataLosesItsBindingAndItsVolume() {
        Restore restore = Restore.plain();
        restore.options.volume(DATA, new VolumeOrigin.FromData(1 << 20));
        ObjectNode created = restore.created(boundClaim());
        assertThat(created.at("/metadata/annotations"))
                .isEqualTo(json("{'shop.example/owner': 'a'}"));
        assertThat(created.path("spec").has("volumeName")).isFalse();
        assertThat(created.at("/spec/resources/requests/storage").asText()).isEqualTo("10Gi");
    }

    @Test
    void aClaimAsksForNoLessThanItsSnapshotNeeds() {
        Restore restore = Restore.plain();
        restore.options.volume(DATA, new VolumeOrigin.FromData(10_737_418_241L));
        ObjectNode claim = boundClaim();
        Json.make(claim, "spec", "resources", "limits").put("storage", "10Gi");
        assertThat(restore.created(claim).at("/spec/resources"))
                .isEqualTo(
                        json(
                                "{requests: {storage: '10737418241'}, limits: {storage: '10737418241'}}"));
    }

    @Test
    void aClaimFromASnapshotNamesItAsItsSource() {
        Restore restore = Restore.plain();
        restore.options.volume(DATA, new VolumeOrigin.FromSnapshot("cut-1", 0));
        ObjectNode claim = boundClaim();
        Json.make(claim, "spec").putObject("dataSourceRef").put("kind", "Old").put("name", "old");
        ObjectNode spec = Json.make(restore.created(claim), "spec");
        assertThat(spec.path("dataSource"))
                .isEqualTo(
                        json(
                                "{apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot',"
                                        + " name: 'cut-1'}"));
        assertThat(spec.has("dataSourceRef")).isFalse();
        assertThat(spec.has("volumeName")).isFalse();
    }

    @Test
    void theEphemeralClaimOfAPodIsLeftForThePodToMake() {
        ObjectNode claim = object("pvc-data");
        Json.make(claim, "metadata")
                .set(
                        "ownerReferences",
                        json("[{kind: 'Pod', name: 'one', uid: 'u', controller: true}]"));
        assertThat(Restore.plain().skipped(claim)).contains("ephemeral");
    }

    @Test
    void aVolumeWithADataCopyIsLeftForItsClaimGetsANewOne() {
        Restore restore = Restore.plain();
        restore.options.volume(DATA, new VolumeOrigin.FromData(0));
        assertThat(restore.skipped(dynamicVolume("Retain"))).contains("gets a new volume");
    }

    @Test
    void aRetainedVolumeWithoutDataIsRestoredAsItIsWithItsClaim() {
        Restore restore = Restore.plain().point(dynamicVolume("Retain"));
        restore.options.namespace("shop", "copy");
        ObjectNode volume = restore.created(dynamicVolume("Retain"));
        assertThat(volume.at("/spec/claimRef"))
                .isEqualTo(
                        json(
                                "{apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace:"
                                        + " 'copy', name: 'data-db-0'}"));
        assertThat(restore.created(boundClaim()).at("/spec/volumeName").asText())
                .isEqualTo("pvc-1234");
    }

    @Test
    void aVolumeThatWouldBeDeletedAndHasNoDataIsLeftAndItsClaimIsWarnedOf() {
        Restore restore = Restore.plain().point(dynamicVolume("Delete"));
        assertThat(restore.skipped(dynamicVolume("Delete"))).contains("not Retain");
        assertThat(restore.created(boundClaim()).path("spec").has("volumeName")).isFalse();
        assertThat(restore.warnings(boundClaim())).singleElement().asString().contains("empty");
    }

    @Test
    void theUserMayHaveAVolumeAsItIsWhateverItsPolicy() {
        Restore restore = Restore.plain().point(dynamicVolume("Delete"));
        restore.options.volume(DATA, new VolumeOrigin.AsIs());
        restore.created(dynamicVolume("Delete"));
        assertThat(restore.created(boundClaim()).at("/spec/volumeName").asText())
                .isEqualTo("pvc-1234");
    }

    @Test
    void aVolumeWhoseNameIsTakenGetsAnotherAndItsClaimFollows() {
        ObjectNode other = dynamicVolume("Retain");
        Json.make(other, "spec", "csi").put("volumeHandle", "vol-2");
        Restore restore = Restore.plain().point(dynamicVolume("Retain")).target(other);
        String name = restore.created(dynamicVolume("Retain")).at("/metadata/name").asText();
        assertThat(name).startsWith("pvc-1234-").isNotEqualTo("pvc-1234");
        assertThat(restore.created(boundClaim()).at("/spec/volumeName").asText()).isEqualTo(name);
        assertThat(restore.warnings(dynamicVolume("Retain"))).isEmpty();
    }

    @Test
    void twoVolumesOfOneStorageAreWarnedOf() {
        Restore restore =
                Restore.plain().point(dynamicVolume("Retain")).target(dynamicVolume("Retain"));
        restore.options.namespace("shop", "copy");
        assertThat(restore.warnings(dynamicVolume("Retain")))
                .singleElement()
                .asString()
                .contains("same storage");
    }

    @Test
    void theSameVolumeForTheSameClaimExists() {
        Restore restore =
                Restore.plain().point(dynamicVolume("Retain")).target(dynamicVolume("Retain"));
        assertThat(restore.skipped(dynamicVolume("Retain"))).contains("exists");
    }

    @Test
    void aStaticVolumeKeepsItsStorage() {
        Restore restore = Restore.plain().point(object("pv-files"));
        ObjectNode created = restore.created(object("pv-files"));
        assertThat(created.at("/spec/nfs/path").asText()).isEqualTo("/shop");
        assertThat(created.at("/spec/claimRef").has("uid")).isFalse();
        assertThat(restore.created(object("pvc-files")).at("/spec/volumeName").asText())
                .isEqualTo("pv-files");
    }

    @Test
    void storageClassesAreMappedInFieldAndAnnotation() {
        Restore restore = Restore.plain();
        restore.options.storageClass("fast", "premium").volume(DATA, new VolumeOrigin.FromData(0));
        ObjectNode claim = boundClaim();
        Json.make(claim, "metadata", "annotations")
                .put("volume.beta.kubernetes.io/storage-class", "fast");
        ObjectNode created = restore.created(claim);
        assertThat(created.at("/spec/storageClassName").asText()).isEqualTo("premium");
        assertThat(created.at("/metadata/annotations").toString()).contains("\"premium\"");
        assertThat(
                        restore.created(object("statefulset"))
                                .at("/spec/volumeClaimTemplates/0/spec/storageClassName")
                                .asText())
                .isEqualTo("premium");
        restore.skipped(clusterObject("storage.k8s.io/v1", "StorageClass", "fast", ""));
    }

    @Test
    void aClaimWithoutAClassIsMappedByTheEmptyName() {
        Restore restore = Restore.plain();
        restore.options.storageClass("", "premium").volume(FILES, new VolumeOrigin.FromData(0));
        ObjectNode claim = object("pvc-files");
        Json.make(claim, "spec").put("storageClassName", "");
        assertThat(restore.created(claim).at("/spec/storageClassName").asText())
                .isEqualTo("premium");
    }

    @Test
    void aClaimThatNoClassCanProvisionIsWarnedOf() {
        Restore restore = Restore.plain();
        restore.options.volume(FILES, new VolumeOrigin.FromData(0));
        ObjectNode claim = object("pvc-files");
        Json.make(claim, "spec").put("storageClassName", "");
        assertThat(restore.warnings(claim)).singleElement().asString().contains("StorageClass");
    }

    @Test
    void aStatefulSetTemplateHasNoStatus() {
        assertThat(
                        Restore.plain()
                                .created(object("statefulset"))
                                .at("/spec/volumeClaimTemplates/0")
                                .has("status"))
                .isFalse();
    }

    @Test
    void aStatefulSetLooksForClaimsByItsTemplatesAndOrdinals() {
        ObjectNode set = object("statefulset");
        Json.make(set, "spec").put("replicas", 2).putObject("ordinals").put("start", 3);
        assertThat(ClaimNames.of(set))
                .extracting(ObjectKey::name)
                .containsExactly("data-db-3", "data-db-4");
    }

    @Test
    void aStatefulSetWhoseClaimsAreMissingIsWarnedOf() {
        Restore restore = Restore.plain();
        assertThat(restore.warnings(object("statefulset")))
                .singleElement()
                .asString()
                .contains("data-db-0", "empty");
        assertThat(restore.point(object("pvc-data")).warnings(object("statefulset"))).isEmpty();
    }

    @Test
    void aSnapshotThatWouldBeCutAnewIsNotRestored() {
        Restore restore = Restore.plain();
        String version = "snapshot.storage.k8s.io/v1";
        restore.skipped(
                object(
                        version,
                        "VolumeSnapshot",
                        "cut",
                        "spec: {source: {persistentVolumeClaimName: 'data-db-0'}}"));
        restore.options.namespace("shop", "copy");
        ObjectNode content =
                restore.created(
                        clusterObject(
                                version,
                                "VolumeSnapshotContent",
                                "cut",
                                "spec: {deletionPolicy: 'Delete', source: {snapshotHandle: 's-1'},"
                                        + " volumeSnapshotRef: {namespace: 'shop', name: 'cut', uid:"
                                        + " 'u'}}"));
        assertThat(content.at("/spec/deletionPolicy").asText()).isEqualTo("Retain");
        assertThat(content.at("/spec/volumeSnapshotRef"))
                .isEqualTo(json("{namespace: 'copy', name: 'cut'}"));
    }

    @Test
    void quantitiesAreReadAsKubernetesWritesThem() {
        assertThat(Quantity.parse("10Gi")).isEqualByComparingTo("10737418240");
        assertThat(Quantity.parse("1500m")).isEqualByComparingTo("1.5");
        assertThat(Quantity.parse("5e3")).isEqualByComparingTo("5000");
        assertThat(Quantity.parse("2k")).isEqualByComparingTo("2000");
        assertThat(Quantity.parse("1E")).isEqualByComparingTo("1000000000000000000");
        assertThat(Quantity.parse("1Ei")).isEqualByComparingTo("1152921504606846976");
        assertThatThrownBy(() -> Quantity.parse("ten")).hasMessageContaining("ten");
    }
}
