package dev.varve.k8s.rule;

import java.util.ArrayList;
import java.util.List;

/**
 * The conversions of versions that API servers no longer serve, best first. A version that is not
 * here and not served (FlowSchema betas, PodSecurityPolicy, webhooks in v1beta1 …) is reported.
 */
final class Conversions {
    private static final List<Conversion> ALL = all();

    private Conversions() {}

    static List<Conversion> from(String apiVersion, String kind) {
        return ALL.stream().filter(each -> each.fits(apiVersion, kind)).toList();
    }

    private static List<Conversion> all() {
        List<Conversion> all = new ArrayList<>();
        addWorkloads(all);
        addNetworking(all);
        addPolicies(all);
        addStorage(all);
        return List.copyOf(all);
    }

    private static void addWorkloads(List<Conversion> all) {
        for (String old : List.of("extensions/v1beta1", "apps/v1beta1", "apps/v1beta2")) {
            for (String kind : List.of("Deployment", "DaemonSet", "ReplicaSet", "StatefulSet")) {
                all.add(new Conversion(kind, old, "apps/v1", WorkloadConversion::toV1));
            }
        }
        all.add(Conversion.renamed("CronJob", "batch/v1beta1", "batch/v1"));
        all.add(Conversion.renamed("CronJob", "batch/v1", "batch/v1beta1"));
        String autoscaler = "HorizontalPodAutoscaler";
        all.add(
                new Conversion(
                        autoscaler,
                        "autoscaling/v2beta1",
                        "autoscaling/v2",
                        AutoscalerConversion::toV2));
        all.add(Conversion.renamed(autoscaler, "autoscaling/v2beta2", "autoscaling/v2"));
        all.add(
                new Conversion(
                        autoscaler,
                        "autoscaling/v2beta1",
                        "autoscaling/v2beta2",
                        AutoscalerConversion::toV2));
        all.add(Conversion.renamed(autoscaler, "autoscaling/v2", "autoscaling/v2beta2"));
    }

    private static void addNetworking(List<Conversion> all) {
        String v1 = "networking.k8s.io/v1";
        String beta = "networking.k8s.io/v1beta1";
        String extensions = "extensions/v1beta1";
        all.add(new Conversion("Ingress", beta, v1, IngressConversion::toV1));
        all.add(new Conversion("Ingress", extensions, v1, IngressConversion::toV1));
        all.add(Conversion.renamed("Ingress", extensions, beta));
        all.add(Conversion.renamed("IngressClass", beta, v1));
        all.add(Conversion.renamed("NetworkPolicy", extensions, v1));
        all.add(
                new Conversion(
                        "EndpointSlice",
                        "discovery.k8s.io/v1beta1",
                        "discovery.k8s.io/v1",
                        EndpointSliceConversion::toV1));
    }

    private static void addPolicies(List<Conversion> all) {
        all.add(
                new Conversion(
                        "PodDisruptionBudget",
                        "policy/v1beta1",
                        "policy/v1",
                        DisruptionBudgetConversion::toV1));
        all.add(
                new Conversion(
                        "PodDisruptionBudget",
                        "policy/v1",
                        "policy/v1beta1",
                        DisruptionBudgetConversion::toV1beta1));
        all.add(
                Conversion.renamed(
                        "PriorityClass", "scheduling.k8s.io/v1beta1", "scheduling.k8s.io/v1"));
        String rbac = "rbac.authorization.k8s.io/";
        for (String kind : List.of("Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding")) {
            all.add(Conversion.renamed(kind, rbac + "v1beta1", rbac + "v1"));
        }
    }

    private static void addStorage(List<Conversion> all) {
        for (String kind : List.of("StorageClass", "CSIDriver")) {
            all.add(Conversion.renamed(kind, "storage.k8s.io/v1beta1", "storage.k8s.io/v1"));
        }
        String snapshots = "snapshot.storage.k8s.io/";
        for (String kind :
                List.of("VolumeSnapshot", "VolumeSnapshotContent", "VolumeSnapshotClass")) {
            all.add(Conversion.renamed(kind, snapshots + "v1beta1", snapshots + "v1"));
        }
        all.add(
                Conversion.renamed(
                        "APIService",
                        "apiregistration.k8s.io/v1beta1",
                        "apiregistration.k8s.io/v1"));
        all.add(
                new Conversion(
                        "CustomResourceDefinition",
                        "apiextensions.k8s.io/v1beta1",
                        "apiextensions.k8s.io/v1",
                        CrdConversion::toV1));
    }
}
