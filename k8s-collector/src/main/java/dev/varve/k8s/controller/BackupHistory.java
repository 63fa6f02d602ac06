package dev.varve.k8s.controller;

import dev.varve.k8s.resource.Api;
import dev.varve.k8s.resource.BackupRun;
import dev.varve.k8s.resource.RunPhase;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The runs of policies, as the API server has them now. */
final class BackupHistory {
    private final KubernetesClient client;

    BackupHistory(KubernetesClient client) {
        this.client = client;
    }

    /** Of a policy, oldest first. */
    List<BackupRun> ofPolicy(String namespace, String policy) {
        return client
                .resources(BackupRun.class)
                .inNamespace(namespace)
                .withLabel(Api.POLICY_LABEL, policy)
                .list()
                .getItems()
                .stream()
                .sorted(
                        Comparator.comparing(BackupHistory::created)
                                .thenComparing(each -> each.getMetadata().getName()))
                .toList();
    }

    /** The newest run before this one, of the same policy, that made a point. */
    Optional<BackupRun> lastGood(BackupRun run) {
        if (run.getSpec().policy.isEmpty()) {
            return Optional.empty();
        }
        return ofPolicy(run.getMetadata().getNamespace(), run.getSpec().policy).stream()
                .filter(each -> !each.getMetadata().getName().equals(run.getMetadata().getName()))
                .filter(BackupHistory::isGood)
                .max(Comparator.comparing(each -> each.getStatus().completionTime));
    }

    static boolean isGood(BackupRun run) {
        RunPhase phase = run.getStatus().phase;
        return phase == RunPhase.Succeeded || phase == RunPhase.SucceededWithWarnings;
    }

    void create(BackupRun run) {
        BackupRun _ = client.resource(run).create();
    }

    void delete(BackupRun run) {
        var _ = client.resource(run).delete();
    }

    private static String created(BackupRun run) {
        String created = run.getMetadata().getCreationTimestamp();
        return created == null ? "" : created;
    }
}
