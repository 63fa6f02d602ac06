package dev.varve.k8s.order;

import dev.varve.k8s.model.GroupKind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rungs of the ladder, first to last. */
public enum Phase {
    CRDS(Stage.Wait.CRDS_ESTABLISHED, "CustomResourceDefinition.apiextensions.k8s.io"),
    NAMESPACES(Stage.Wait.NAMESPACES_ACTIVE, "Namespace"),
    STORAGE_CLASSES("StorageClass.storage.k8s.io"),
    SNAPSHOT_CLASSES("VolumeSnapshotClass.snapshot.storage.k8s.io"),
    SNAPSHOT_CONTENTS("VolumeSnapshotContent.snapshot.storage.k8s.io"),
    SNAPSHOTS(Stage.Wait.SNAPSHOTS_READY, "VolumeSnapshot.snapshot.storage.k8s.io"),
    /** Holds the PVCs again: data comes before the objects. */
    VOLUME_DATA(Stage.Action.FILL_VOLUMES, Stage.Wait.VOLUMES_FILLED),
    VOLUMES("PersistentVolume"),
    CLAIMS("PersistentVolumeClaim"),
    CLUSTER_ROLES("ClusterRole.rbac.authorization.k8s.io"),
    ROLES("Role.rbac.authorization.k8s.io"),
    SERVICE_ACCOUNTS("ServiceAccount"),
    CLUSTER_ROLE_BINDINGS("ClusterRoleBinding.rbac.authorization.k8s.io"),
    ROLE_BINDINGS("RoleBinding.rbac.authorization.k8s.io"),
    SECRETS("Secret"),
    CONFIG_MAPS("ConfigMap"),
    LIMIT_RANGES("LimitRange"),
    PRIORITY_CLASSES("PriorityClass.scheduling.k8s.io"),
    PODS("Pod"),
    /** And the revisions of other workloads, so that these find their history. */
    REPLICA_SETS("ReplicaSet.apps", "ReplicaSet.extensions", "ControllerRevision.apps"),
    ENDPOINTS("Endpoints", "EndpointSlice.discovery.k8s.io"),
    SERVICES("Service"),
    /** All kinds that no rung names. */
    OTHERS(),
    AUTOSCALERS("HorizontalPodAutoscaler.autoscaling"),
    QUOTAS("ResourceQuota"),
    /** Holds the CronJobs again, which were created suspended. */
    CRON_JOBS_RESUME(Stage.Action.RESUME, Stage.Wait.NOTHING),
    /** Holds the Services that the webhooks call. */
    WEBHOOK_SERVICES(Stage.Action.AWAIT, Stage.Wait.ENDPOINTS_READY),
    WEBHOOKS(
            "ValidatingWebhookConfiguration.admissionregistration.k8s.io",
            "MutatingWebhookConfiguration.admissionregistration.k8s.io");

    private static final Map<GroupKind, Phase> BY_KIND = byKind();

    private final Stage.Action action;
    private final Stage.Wait waitAfter;

    @SuppressWarnings("ImmutableEnumChecker") // Stream.toList gives a list that cannot be modified.
    private final List<GroupKind> kinds;

    Phase(String... kinds) {
        this(Stage.Action.CREATE, Stage.Wait.NOTHING, kinds);
    }

    Phase(Stage.Wait waitAfter, String kind) {
        this(Stage.Action.CREATE, waitAfter, kind);
    }

    Phase(Stage.Action action, Stage.Wait waitAfter, String... kinds) {
        this.action = action;
        this.waitAfter = waitAfter;
        this.kinds = Arrays.stream(kinds).map(GroupKind::parse).toList();
    }

    public Stage.Action action() {
        return action;
    }

    public Stage.Wait waitAfter() {
        return waitAfter;
    }

    /** The rung on which objects of a kind are created. */
    static Phase of(GroupKind kind) {
        return BY_KIND.getOrDefault(kind, OTHERS);
    }

    private static Map<GroupKind, Phase> byKind() {
        Map<GroupKind, Phase> map = new HashMap<>();
        for (Phase phase : values()) {
            phase.kinds.forEach(kind -> map.put(kind, phase));
        }
        return Map.copyOf(map);
    }
}
