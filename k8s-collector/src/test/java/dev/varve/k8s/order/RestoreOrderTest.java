package dev.varve.k8s.order;

import static dev.varve.k8s.rule.Captured.clusterObject;
import static dev.varve.k8s.rule.Captured.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.rule.Captured;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class RestoreOrderTest {
    private static Schedule schedule(List<ObjectNode> objects) {
        RestoreOrder order = new RestoreOrder();
        objects.forEach(order::add);
        return order.schedule();
    }

    private static Schedule schedule(ObjectNode... objects) {
        return schedule(Arrays.asList(objects));
    }

    /** All names, stage by stage. */
    private static List<String> names(Schedule schedule) {
        return schedule.stages().stream()
                .flatMap(stage -> stage.keys().stream())
                .map(key -> key.kind().kind() + "/" + key.name())
                .toList();
    }

    private static List<ObjectNode> all() {
        List<ObjectNode> objects = new ArrayList<>();
        Captured.ALL.forEach(file -> objects.add(object(file)));
        return objects;
    }

    private static ObjectNode named(String apiVersion, String kind, String more) {
        return object(apiVersion, kind, "x", more);
    }

    @Test
    void theLadderIsClimbedFromCrdsToWebhooks() {
        assertThat(schedule(all()).stages())
                .extracting(Stage::phase)
                .containsExactly(
                        Phase.CRDS,
                        Phase.NAMESPACES,
                        Phase.VOLUME_DATA,
                        Phase.VOLUMES,
                        Phase.CLAIMS,
                        Phase.SERVICE_ACCOUNTS,
                        Phase.ROLE_BINDINGS,
                        Phase.SECRETS,
                        Phase.PODS,
                        Phase.REPLICA_SETS,
                        Phase.ENDPOINTS,
                        Phase.SERVICES,
                        Phase.OTHERS,
                        Phase.AUTOSCALERS,
                        Phase.CRON_JOBS_RESUME,
                        Phase.WEBHOOK_SERVICES,
                        Phase.WEBHOOKS);
    }

    @Test
    void everyRungIsInItsPlace() {
        List<ObjectNode> objects =
                List.of(
                        named("v1", "Service", ""),
                        named("v1", "Endpoints", ""),
                        named("apps/v1", "ReplicaSet", ""),
                        named("v1", "Pod", ""),
                        named("scheduling.k8s.io/v1", "PriorityClass", ""),
                        named("v1", "LimitRange", ""),
                        named("v1", "ConfigMap", ""),
                        named("v1", "Secret", ""),
                        named("rbac.authorization.k8s.io/v1", "RoleBinding", ""),
                        named("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", ""),
                        named("v1", "ServiceAccount", ""),
                        named("rbac.authorization.k8s.io/v1", "Role", ""),
                        named("rbac.authorization.k8s.io/v1", "ClusterRole", ""),
                        named("v1", "PersistentVolume", ""),
                        named("snapshot.storage.k8s.io/v1", "VolumeSnapshot", ""),
                        named("snapshot.storage.k8s.io/v1", "VolumeSnapshotContent", ""),
                        named("snapshot.storage.k8s.io/v1", "VolumeSnapshotClass", ""),
                        named("storage.k8s.io/v1", "StorageClass", ""),
                        named("v1", "ResourceQuota", ""),
                        named("autoscaling/v2", "HorizontalPodAutoscaler", ""),
                        named("apps/v1", "Deployment", ""));
        assertThat(names(schedule(objects)))
                .containsExactly(
                        "StorageClass/x",
                        "VolumeSnapshotClass/x",
                        "VolumeSnapshotContent/x",
                        "VolumeSnapshot/x",
                        "PersistentVolume/x",
                        "ClusterRole/x",
                        "Role/x",
                        "ServiceAccount/x",
                        "ClusterRoleBinding/x",
                        "RoleBinding/x",
                        "Secret/x",
                        "ConfigMap/x",
                        "LimitRange/x",
                        "PriorityClass/x",
                        "Pod/x",
                        "ReplicaSet/x",
                        "Endpoints/x",
                        "Service/x",
                        "Deployment/x",
                        "HorizontalPodAutoscaler/x",
                        "ResourceQuota/x");
    }

    @Test
    void crdsAreAloneAndTheirEstablishmentIsWaitedFor() {
        Stage first = schedule(all()).stages().getFirst();
        assertThat(first.keys()).allMatch(key -> key.kind().kind().startsWith("CustomResource"));
        assertThat(first.waitAfter()).isEqualTo(Stage.Wait.CRDS_ESTABLISHED);
        assertThat(schedule(all()).stages().get(1).waitAfter())
                .isEqualTo(Stage.Wait.NAMESPACES_ACTIVE);
    }

    @Test
    void volumesHaveTheirDataBeforeTheirClaimsAndClaimsComeBeforeTheirStatefulSet() {
        Schedule schedule = schedule(object("statefulset"), object("pvc-data"), object("pv-files"));
        assertThat(schedule.stages())
                .extracting(Stage::action)
                .containsExactly(
                        Stage.Action.FILL_VOLUMES,
                        Stage.Action.CREATE,
                        Stage.Action.CREATE,
                        Stage.Action.CREATE);
        assertThat(names(schedule))
                .containsExactly(
                        "PersistentVolumeClaim/data-db-0",
                        "PersistentVolume/pv-files",
                        "PersistentVolumeClaim/data-db-0",
                        "StatefulSet/db");
    }

    @Test
    void theOthersComeInTheOrderTheirReferencesAskFor() {
        ObjectNode first = object("shop.example/v1", "Cart", "z", "");
        ObjectNode second =
                object(
                        "shop.example/v1",
                        "Cart",
                        "m",
                        "spec: {parentRef: {apiVersion: 'shop.example/v1', kind: 'Cart', name: 'z'}}");
        ObjectNode third =
                object("shop.example/v1", "Basket", "a", "spec: {cart: {kind: 'Cart', name: 'm'}}");
        ObjectNode free = object("shop.example/v1", "Cart", "b", "");
        assertThat(names(schedule(third, second, first, free)))
                .containsExactly("Cart/b", "Cart/z", "Cart/m", "Basket/a");
    }

    @Test
    void anIngressComesAfterItsClass() {
        ObjectNode type = clusterObject("networking.k8s.io/v1", "IngressClass", "nginx", "");
        assertThat(names(schedule(object("ingress-v1"), type)))
                .containsExactly("IngressClass/nginx", "Ingress/web");
    }

    @Test
    void aChildComesAfterItsOwner() {
        ObjectNode owner = object("shop.example/v1", "Shop", "z", "metadata: {uid: 'u1'}");
        ObjectNode child =
                object(
                        "shop.example/v1",
                        "Cart",
                        "a",
                        "metadata: {ownerReferences: [{kind: 'Shop', name: 'z', uid: 'u1'}]}");
        assertThat(names(schedule(child, owner))).containsExactly("Shop/z", "Cart/a");
    }

    @Test
    void theRevisionsOfAStatefulSetComeBeforeIt() {
        assertThat(
                        names(
                                schedule(
                                        object("statefulset"),
                                        object("apps/v1", "ControllerRevision", "db-1", ""))))
                .containsExactly("ControllerRevision/db-1", "StatefulSet/db");
    }

    @Test
    void whatAPodNeedsAndNoRungNamesComesWithThePod() {
        ObjectNode pod = object("v1", "Pod", "one", "spec: {runtimeClassName: 'gvisor'}");
        ObjectNode type = clusterObject("node.k8s.io/v1", "RuntimeClass", "gvisor", "");
        Schedule schedule = schedule(pod, type, object("service-headless"));
        assertThat(names(schedule)).containsExactly("RuntimeClass/gvisor", "Pod/one", "Service/db");
        assertThat(schedule.stages().getFirst().phase()).isEqualTo(Phase.PODS);
    }

    @Test
    void aCycleIsBrokenWithANote() {
        ObjectNode one =
                object("shop.example/v1", "Cart", "a", "spec: {x: {kind: 'Cart', name: 'b'}}");
        ObjectNode two =
                object("shop.example/v1", "Cart", "b", "spec: {x: {kind: 'Cart', name: 'c'}}");
        ObjectNode three =
                object("shop.example/v1", "Cart", "c", "spec: {x: {kind: 'Cart', name: 'b'}}");
        Schedule schedule = schedule(three, two, one);
        assertThat(names(schedule)).containsExactly("Cart/b", "Cart/a", "Cart/c");
        assertThat(schedule.notes())
                .containsExactly(
                        "Cart.shop.example shop/b needs Cart.shop.example shop/c needs"
                                + " Cart.shop.example shop/b: Cart.shop.example shop/b comes before"
                                + " Cart.shop.example shop/c");
    }

    @Test
    void webhooksComeLastAndWaitForTheirServices() {
        List<Stage> stages =
                schedule(object("webhook"), object("deployment"), object("cronjob-v1beta1"))
                        .stages();
        Stage services = stages.get(stages.size() - 2);
        assertThat(services.action()).isEqualTo(Stage.Action.AWAIT);
        assertThat(services.waitAfter()).isEqualTo(Stage.Wait.ENDPOINTS_READY);
        assertThat(services.keys())
                .extracting(Object::toString)
                .containsExactly("Service shop/web");
        assertThat(stages.getLast().phase()).isEqualTo(Phase.WEBHOOKS);
        assertThat(stages.get(stages.size() - 3).action()).isEqualTo(Stage.Action.RESUME);
    }

    @Test
    void theFieldsOfAPodTellWhatItNeeds() {
        ObjectNode pod =
                object(
                        "v1",
                        "Pod",
                        "one",
                        """
                        spec: {serviceAccountName: 'sa', priorityClassName: 'high',
                          imagePullSecrets: [{name: 'pull'}],
                          containers: [{envFrom: [{configMapRef: {name: 'cm1'}}, {secretRef: {name: 's1'}}],
                            env: [{valueFrom: {configMapKeyRef: {name: 'cm2', key: 'k'}}},
                              {valueFrom: {secretKeyRef: {name: 's2', key: 'k'}}}]}],
                          volumes: [{name: 'v', configMap: {name: 'cm3'}}, {secret: {secretName: 's3'}},
                            {persistentVolumeClaim: {claimName: 'data'}},
                            {projected: {sources: [{secret: {name: 's4'}}]}}]}\
                        """);
        assertThat(References.of(pod))
                .extracting(each -> each.kind() + " " + each.name())
                .containsExactlyInAnyOrder(
                        "ServiceAccount sa",
                        "PriorityClass.scheduling.k8s.io high",
                        "Secret pull",
                        "ConfigMap cm1",
                        "ConfigMap cm2",
                        "ConfigMap cm3",
                        "Secret s1",
                        "Secret s2",
                        "Secret s3",
                        "Secret s4",
                        "PersistentVolumeClaim data");
    }

    @Test
    void otherKindsTellWhatTheyNeedToo() {
        assertThat(References.of(object("hpa-v2beta2")))
                .extracting(each -> each.kind() + " " + each.name())
                .contains("Deployment.apps web", "Service web");
        assertThat(References.of(object("ingress-v1")))
                .extracting(each -> each.kind() + " " + each.name())
                .contains("IngressClass.networking.k8s.io nginx", "Service web", "Secret tls");
        assertThat(References.of(object("ingress-v1beta1")))
                .extracting(each -> each.kind() + " " + each.name())
                .contains("Service web");
        assertThat(References.of(object("rolebinding")))
                .extracting(each -> each.kind() + " " + each.name())
                .contains("Role.rbac.authorization.k8s.io web", "ServiceAccount.* web");
        assertThat(References.of(object("pvc-files")))
                .extracting(each -> each.kind() + " " + each.name())
                .contains("PersistentVolume pv-files", "StorageClass.storage.k8s.io nfs");
        assertThat(References.of(object("webhook")))
                .contains(
                        new Reference(
                                dev.varve.k8s.model.GroupKind.parse("Service"), "shop", "web"));
    }

    @RepeatedTest(20)
    void theOrderDoesNotDependOnTheOrderOfAdding() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<ObjectNode> objects = all();
        for (int i = 0; i < 60; i++) {
            objects.add(
                    object(
                            "shop.example/v1",
                            "Cart",
                            "c" + i,
                            "spec: {x: {kind: 'Cart', name: 'c" + random.nextInt(60) + "'}}"));
        }
        Schedule expected = schedule(objects);
        Collections.shuffle(objects, random);
        assertThat(schedule(objects)).as("seed %d", seed).isEqualTo(expected);
        assertThat(names(expected)).as("seed %d", seed).contains("Cart/c0", "Cart/c59");
    }
}
