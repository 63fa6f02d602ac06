package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ObjectKey;
import java.util.Optional;

/** Restores a PV as it is, when its claim does not get a new one. */
final class VolumeRule implements Rule {
    @Override
    public Optional<Verdict> apply(Draft draft) {
        Optional<ObjectNode> spec = draft.spec();
        if (spec.isEmpty()) {
            return draft.refuse("a PersistentVolume without a spec");
        }
        Optional<ObjectNode> claim = Json.object(spec.get(), "claimRef");
        if (claim.isPresent()) {
            ObjectKey key =
                    new ObjectKey(
                            Kinds.CLAIM,
                            Json.text(claim.get(), "namespace"),
                            Json.text(claim.get(), "name"));
            switch (Volumes.fate(draft, key, draft.source().name())) {
                case Volumes.Fate.Kept kept -> {}
                case Volumes.Fate.Provisioned provisioned -> {
                    return draft.skip("its claim " + key + " gets a new volume");
                }
                case Volumes.Fate.Empty empty -> {
                    return draft.skip(empty.reason());
                }
            }
        }
        keep(draft, spec.get());
        return GO_ON;
    }

    private static void keep(Draft draft, ObjectNode spec) {
        Json.object(draft.metadata(), "annotations")
                .ifPresent(each -> each.remove("pv.kubernetes.io/bound-by-controller"));
        Json.dropEmpty(draft.metadata(), "annotations");
        VolumeNames.mapClaim(draft.mapping(), spec);
        StorageClasses.map(draft, draft.object());
        String source = draft.source().name();
        String target = VolumeNames.target(draft, source);
        if (!target.equals(source)) {
            draft.metadata().put("name", target);
            draft.changed("PV " + source + " became " + target + ", for the name is taken");
            draft.context()
                    .existing(draft.source())
                    .filter(other -> VolumeNames.isSameStorage(spec, other.path("spec")))
                    .ifPresent(other -> draft.warn("two PVs now name the same storage"));
        }
    }
}
