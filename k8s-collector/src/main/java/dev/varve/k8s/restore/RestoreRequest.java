package dev.varve.k8s.restore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.varve.k8s.capture.Glob;
import dev.varve.k8s.capture.Scope;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.point.PointDescription;
import dev.varve.k8s.rule.Choice;
import dev.varve.k8s.rule.ExistingPolicy;
import dev.varve.k8s.rule.RestoreOptions;
import dev.varve.k8s.rule.TransformSet;
import dev.varve.k8s.rule.VolumeOrigin;
import dev.varve.k8s.volume.RestoreFrom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is to be restored, and how; kept as JSON with the plan: docs/formats/restore-plan.md. What a
 * request leaves out is empty.
 *
 * @param point id of the restore point
 * @param namespaces globs, of the source; empty: all of the point
 * @param kinds globs, as in {@link Scope}
 * @param labelSelectors an object is taken when one of them fits
 * @param objects just these, as {@code Deployment.apps/shop/web} or {@code ClusterRole/reader} with
 *     its group; empty: all that the rest takes
 * @param clusterObjects which objects outside of namespaces come along
 * @param namespaceMap old name to new
 * @param storageClassMap old name to new
 * @param imageMap prefix to prefix
 * @param statusKinds kinds whose status is restored
 * @param withoutFinalizers kinds that lose theirs
 * @param apiVersions the version that a kind is restored in
 * @param volumes claims of which the point has data are filled with it
 * @param volumesFrom from where their data may come
 * @param transforms as {@link TransformSet#parse} reads them
 */
public record RestoreRequest(
        String point,
        List<String> namespaces,
        List<String> excludedNamespaces,
        List<String> kinds,
        List<String> excludedKinds,
        List<String> labelSelectors,
        List<String> objects,
        Scope.ClusterObjects clusterObjects,
        Map<String, String> namespaceMap,
        Map<String, String> storageClassMap,
        Map<String, String> imageMap,
        ExistingPolicy existing,
        List<Choice> choices,
        List<String> statusKinds,
        List<String> withoutFinalizers,
        Map<String, String> apiVersions,
        boolean volumes,
        RestoreFrom volumesFrom,
        JsonNode transforms) {

    private static final GroupKind CLAIM = new GroupKind("", "PersistentVolumeClaim");

    public RestoreRequest {
        namespaces = list(namespaces);
        excludedNamespaces = list(excludedNamespaces);
        kinds = list(kinds);
        excludedKinds = list(excludedKinds);
        labelSelectors = list(labelSelectors);
        objects = list(objects);
        clusterObjects = Objects.requireNonNullElse(clusterObjects, Scope.ClusterObjects.RELATED);
        namespaceMap = map(namespaceMap);
        storageClassMap = map(storageClassMap);
        imageMap = map(imageMap);
        existing = Objects.requireNonNullElse(existing, ExistingPolicy.SKIP);
        choices = list(choices);
        statusKinds = list(statusKinds);
        withoutFinalizers = list(withoutFinalizers);
        apiVersions = map(apiVersions);
        volumesFrom = Objects.requireNonNullElse(volumesFrom, RestoreFrom.AUTOMATIC);
        if (!volumes && volumesFrom != RestoreFrom.AUTOMATIC) {
            throw new IllegalArgumentException(
                    "it says from where the data of claims comes, and asks for none");
        }
        if (!volumes && choices.contains(Choice.IN_PLACE)) {
            throw new IllegalArgumentException("claims in place, but the data of none");
        }
        transforms =
                transforms == null || transforms.isNull()
                        ? JsonNodeFactory.instance.arrayNode()
                        : transforms;
    }

    /** The same with another policy for what is there. */
    RestoreRequest with(ExistingPolicy policy) {
        return new RestoreRequest(
                point,
                namespaces,
                excludedNamespaces,
                kinds,
                excludedKinds,
                labelSelectors,
                objects,
                clusterObjects,
                namespaceMap,
                storageClassMap,
                imageMap,
                policy,
                choices,
                statusKinds,
                withoutFinalizers,
                apiVersions,
                volumes,
                volumesFrom,
                transforms);
    }

    /** What of the point is meant. */
    Scope scope() {
        return new Scope(
                Glob.list(namespaces),
                Glob.list(excludedNamespaces),
                Glob.list(kinds),
                Glob.list(excludedKinds),
                labelSelectors,
                List.of(),
                false,
                clusterObjects);
    }

    /**
     * How it is restored.
     *
     * @throws IllegalArgumentException names what makes no sense
     */
    RestoreOptions options(PointDescription point) {
        RestoreOptions.Builder builder =
                RestoreOptions.builder()
                        .existing(existing)
                        .transforms(TransformSet.parse(transforms));
        namespaceMap.forEach(builder::namespace);
        storageClassMap.forEach(builder::storageClass);
        imageMap.forEach(builder::image);
        choices.forEach(builder::choose);
        statusKinds.forEach(kind -> builder.status(GroupKind.parse(kind)));
        withoutFinalizers.forEach(kind -> builder.withoutFinalizers(GroupKind.parse(kind)));
        if (volumes) {
            // A claim asks for what it asked for; the twin is as large as that.
            point.volumes()
                    .forEach(each ->
                            builder.volume(
                                    new ObjectKey(CLAIM, each.namespace(), each.claim()),
                                    new VolumeOrigin.FromData(0)));
        }
        apiVersions.forEach((kind, version) -> builder.apiVersion(GroupKind.parse(kind), version));
        return builder.build();
    }

    private static <T> List<T> list(@Nullable List<T> given) {
        return given == null ? List.of() : List.copyOf(given);
    }

    private static Map<String, String> map(@Nullable Map<String, String> given) {
        return given == null ? Map.of() : Map.copyOf(given);
    }
}
