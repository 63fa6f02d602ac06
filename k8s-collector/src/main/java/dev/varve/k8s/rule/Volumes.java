package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ObjectKey;
import java.util.Optional;

/** Decides whether a claim gets a new volume or the PV that was captured. */
final class Volumes {
    /** What becomes of a claim's volume. */
    sealed interface Fate {
        /** The captured PV comes with it. */
        record Kept() implements Fate {}

        record Provisioned(VolumeOrigin origin) implements Fate {}

        /** A new volume with nothing in it. */
        record Empty(String reason) implements Fate {}
    }

    private Volumes() {}

    /**
     * The fate of a claim's volume.
     *
     * @param claim its name in the source
     * @param volume the PV it was bound to, or empty
     */
    static Fate fate(Draft draft, ObjectKey claim, String volume) {
        VolumeOrigin origin = draft.options().volumes().get(claim);
        return switch (origin) {
            case null -> undecided(draft, volume);
            case VolumeOrigin.AsIs asIs -> new Fate.Kept();
            case VolumeOrigin.FromData data -> new Fate.Provisioned(data);
            case VolumeOrigin.FromSnapshot snapshot -> new Fate.Provisioned(snapshot);
        };
    }

    private static Fate undecided(Draft draft, String volume) {
        if (volume.isEmpty()) {
            return new Fate.Empty("it was not bound");
        }
        Optional<ObjectNode> captured =
                draft.context().captured(new ObjectKey(Kinds.VOLUME, "", volume));
        if (captured.isEmpty()) {
            return new Fate.Empty("the restore has neither its data nor its PV " + volume);
        }
        String policy = Json.text(captured.get(), "spec", "persistentVolumeReclaimPolicy");
        return policy.equals("Retain")
                ? new Fate.Kept()
                : new Fate.Empty("the restore has no data of it, and its PV is not Retain");
    }
}
