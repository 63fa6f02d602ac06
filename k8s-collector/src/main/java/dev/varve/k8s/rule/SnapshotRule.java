package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A VolumeSnapshot of a PVC, created again, would cut that PVC anew; only pairs that name a
 * snapshot which is there already can be restored.
 */
final class SnapshotRule implements Rule {
    @Override
    public Optional<Verdict> apply(Draft draft) {
        ObjectNode source = Json.object(draft.object(), "spec", "source").orElseGet(Json::empty);
        if (source.has("persistentVolumeClaimName") || source.has("volumeHandle")) {
            return draft.skip("it would cut a new snapshot");
        }
        draft.spec()
                .flatMap(spec -> Json.object(spec, "volumeSnapshotRef"))
                .ifPresent(reference -> repoint(draft, reference));
        if (draft.kind().equals(Kinds.SNAPSHOT_CONTENT)) {
            draft.spec().ifPresent(spec -> keepSnapshot(draft, spec));
        }
        return GO_ON;
    }

    private static void repoint(Draft draft, ObjectNode reference) {
        reference.remove("uid");
        reference.remove("resourceVersion");
        String namespace = Json.text(reference, "namespace");
        reference.put("namespace", draft.mapping().namespace(namespace));
    }

    /** The source may still hold the same snapshot: this copy must not delete it. */
    private static void keepSnapshot(Draft draft, ObjectNode spec) {
        if (Json.text(spec, "deletionPolicy").equals("Delete")) {
            spec.put("deletionPolicy", "Retain");
            draft.changed("deletionPolicy became Retain");
        }
    }
}
