package dev.varve.k8s.controller;

import dev.varve.k8s.point.ClusterPoint;
import dev.varve.k8s.point.PointDescription;
import dev.varve.k8s.resource.Api;
import dev.varve.k8s.resource.Conditions;
import dev.varve.k8s.resource.RepositoryRef;
import dev.varve.k8s.resource.RestorePoint;
import dev.varve.k8s.resource.RestorePointStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shows the points of a vault as RestorePoints: as many as there are, of the newest. */
final class PointMirror {
    static final int MOST_POINTS = 2000;
    static final int MOST_NAMESPACES = 1000;
    private static final int ID_CHARS = 16;

    private final KubernetesClient client;
    private final Statuses statuses;

    PointMirror(KubernetesClient client, Statuses statuses) {
        this.client = client;
        this.statuses = statuses;
    }

    /** Makes views of what came, and removes those of what went. */
    void show(RepositoryRef ref, List<ClusterPoint> points) {
        Map<String, RestorePoint> shown = new HashMap<>();
        client
                .resources(RestorePoint.class)
                .inNamespace(ref.getMetadata().getNamespace())
                .list()
                .getItems()
                .stream()
                .filter(each -> each.getSpec().repository.equals(ref.getMetadata().getName()))
                .forEach(each -> shown.put(each.getMetadata().getName(), each));
        int most = Math.min(points.size(), MOST_POINTS);
        for (ClusterPoint point : points.subList(points.size() - most, points.size())) {
            RestorePoint view = shown.remove(name(ref, point));
            RestorePoint there = view == null ? client.resource(make(ref, point)).create() : view;
            statuses.changeIfDifferent(there, latest -> fill(latest.getStatus(), point));
        }
        shown.values()
                .forEach(gone -> {
                    var _ = client.resource(gone).delete();
                });
    }

    static String name(RepositoryRef ref, ClusterPoint point) {
        return ref.getMetadata().getName() + "-" + point.id().toString().substring(0, ID_CHARS);
    }

    private static RestorePoint make(RepositoryRef ref, ClusterPoint point) {
        RestorePoint view = new RestorePoint();
        view.setMetadata(
                new ObjectMetaBuilder()
                        .withName(name(ref, point))
                        .withNamespace(ref.getMetadata().getNamespace())
                        .addToLabels(Api.MANAGED_LABEL, Api.MANAGER)
                        .withOwnerReferences(
                                new OwnerReferenceBuilder()
                                        .withApiVersion(ref.getApiVersion())
                                        .withKind(ref.getKind())
                                        .withName(ref.getMetadata().getName())
                                        .withUid(ref.getMetadata().getUid())
                                        .build())
                        .build());
        view.getSpec().repository = ref.getMetadata().getName();
        view.getSpec().pointId = point.id().toString();
        view.getSpec().cluster = point.description().cluster();
        return view;
    }

    private static void fill(RestorePointStatus status, ClusterPoint point) {
        PointDescription description = point.description();
        status.committedTime =
                Conditions.time(Instant.ofEpochMilli(point.document().getCommittedMillis()));
        int most = Math.min(description.namespaces().size(), MOST_NAMESPACES);
        status.namespaces = description.namespaces().subList(0, most);
        status.namespaceCount = description.namespaces().size();
        status.objects = description.objects().values().stream().mapToLong(Long::longValue).sum();
        status.volumes = description.volumes().size();
        status.consistency = consistency(point);
        status.warningCount = description.warningCount();
        status.state = point.document().getState();
        status.serverVersion = description.server();
    }

    private static String consistency(ClusterPoint point) {
        return Optional.of(point.document().getConsistency())
                .filter(text -> !text.isEmpty())
                .orElse("live");
    }
}
