package dev.varve.k8s.rule;

import dev.varve.k8s.model.GroupKind;

/** The kinds that rules speak of. */
final class Kinds {
    static final GroupKind NAMESPACE = core("Namespace");
    static final GroupKind POD = core("Pod");
    static final GroupKind SERVICE = core("Service");
    static final GroupKind ENDPOINTS = core("Endpoints");
    static final GroupKind SECRET = core("Secret");
    static final GroupKind CONFIG_MAP = core("ConfigMap");
    static final GroupKind SERVICE_ACCOUNT = core("ServiceAccount");
    static final GroupKind CLAIM = core("PersistentVolumeClaim");
    static final GroupKind VOLUME = core("PersistentVolume");
    static final GroupKind ENDPOINT_SLICE = GroupKind.parse("EndpointSlice.discovery.k8s.io");
    static final GroupKind JOB = GroupKind.parse("Job.batch");
    static final GroupKind CRON_JOB = GroupKind.parse("CronJob.batch");
    static final GroupKind REVISION = GroupKind.parse("ControllerRevision.apps");
    static final GroupKind STATEFUL_SET = GroupKind.parse("StatefulSet.apps");
    static final GroupKind STORAGE_CLASS = GroupKind.parse("StorageClass.storage.k8s.io");
    static final GroupKind AUTOSCALER = GroupKind.parse("HorizontalPodAutoscaler.autoscaling");
    static final GroupKind PRIORITY_CLASS = GroupKind.parse("PriorityClass.scheduling.k8s.io");
    static final GroupKind API_SERVICE = GroupKind.parse("APIService.apiregistration.k8s.io");
    static final GroupKind CRD = GroupKind.parse("CustomResourceDefinition.apiextensions.k8s.io");
    static final GroupKind SNAPSHOT = GroupKind.parse("VolumeSnapshot.snapshot.storage.k8s.io");
    static final GroupKind SNAPSHOT_CONTENT =
            GroupKind.parse("VolumeSnapshotContent.snapshot.storage.k8s.io");
    static final GroupKind VALIDATING_WEBHOOK =
            GroupKind.parse("ValidatingWebhookConfiguration.admissionregistration.k8s.io");
    static final GroupKind MUTATING_WEBHOOK =
            GroupKind.parse("MutatingWebhookConfiguration.admissionregistration.k8s.io");
    static final GroupKind ROLE = rbac("Role");
    static final GroupKind CLUSTER_ROLE = rbac("ClusterRole");
    static final GroupKind ROLE_BINDING = rbac("RoleBinding");
    static final GroupKind CLUSTER_ROLE_BINDING = rbac("ClusterRoleBinding");
    static final GroupKind FLOW_SCHEMA = GroupKind.parse("FlowSchema.flowcontrol.apiserver.k8s.io");
    static final GroupKind PRIORITY_LEVEL =
            GroupKind.parse("PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io");

    private Kinds() {}

    private static GroupKind core(String kind) {
        return new GroupKind("", kind);
    }

    private static GroupKind rbac(String kind) {
        return new GroupKind("rbac.authorization.k8s.io", kind);
    }
}
