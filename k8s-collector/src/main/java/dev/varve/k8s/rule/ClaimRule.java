package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Readies a PVC for a new volume, or for the PV it had. */
final class ClaimRule implements Rule {
    private static final List<String> BINDING_ANNOTATIONS =
            List.of(
                    "pv.kubernetes.io/bind-completed",
                    "pv.kubernetes.io/bound-by-controller",
                    "volume.beta.kubernetes.io/storage-provisioner",
                    "volume.kubernetes.io/storage-provisioner",
                    "volume.kubernetes.io/selected-node");

    /** They choose a volume, or fill it; a provisioned one comes otherwise. */
    private static final List<String> SOURCE_FIELDS =
            List.of("volumeName", "selector", "dataSource", "dataSourceRef");

    @Override
    public Optional<Verdict> apply(Draft draft) {
        if (Owners.controller(draft.captured()).filter(ClaimRule::isPod).isPresent()) {
            return draft.skip("it is ephemeral: its Pod makes it anew");
        }
        ObjectNode metadata = draft.metadata();
        Json.object(metadata, "annotations")
                .ifPresent(annotations -> Json.remove(annotations, BINDING_ANNOTATIONS));
        Json.dropEmpty(metadata, "annotations");
        StorageClasses.map(draft, draft.object());
        draft.spec().ifPresent(spec -> settleVolume(draft, spec));
        return GO_ON;
    }

    private static boolean isPod(ObjectNode owner) {
        return Json.text(owner, "kind").equals(Kinds.POD.kind());
    }

    private static void settleVolume(Draft draft, ObjectNode spec) {
        String volume = Json.text(spec, "volumeName");
        switch (Volumes.fate(draft, draft.source(), volume)) {
            case Volumes.Fate.Kept kept -> followVolume(draft, spec, volume);
            case Volumes.Fate.Provisioned provisioned ->
                    provision(draft, spec, provisioned.origin());
            case Volumes.Fate.Empty empty -> leaveEmpty(draft, spec, empty.reason());
        }
    }

    private static void followVolume(Draft draft, ObjectNode spec, String volume) {
        String name = VolumeNames.target(draft, volume);
        if (!name.equals(volume)) {
            spec.put("volumeName", name);
            draft.changed("its PV " + volume + " became " + name);
        }
    }

    private static void leaveEmpty(Draft draft, ObjectNode spec, String reason) {
        if (spec.remove("volumeName") != null) {
            draft.warn("gets a new, empty volume: " + reason);
        }
    }

    private static void provision(Draft draft, ObjectNode spec, VolumeOrigin origin) {
        Json.remove(spec, SOURCE_FIELDS);
        if (spec.path("storageClassName").isTextual()
                && Json.text(spec, "storageClassName").isEmpty()) {
            draft.warn("has no StorageClass to make its volume; map the empty class to one");
        }
        switch (origin) {
            case VolumeOrigin.FromData data -> grow(draft, spec, data.sizeBytes());
            case VolumeOrigin.FromSnapshot snapshot -> {
                spec.putObject("dataSource")
                        .put("apiGroup", Kinds.SNAPSHOT.group())
                        .put("kind", Kinds.SNAPSHOT.kind())
                        .put("name", snapshot.snapshot());
                grow(draft, spec, snapshot.sizeBytes());
            }
            case VolumeOrigin.AsIs asIs -> throw new IllegalArgumentException("not provisioned");
        }
    }

    /** A volume smaller than its data would be refused by the driver, or run full. */
    private static void grow(Draft draft, ObjectNode spec, long sizeBytes) {
        BigDecimal least = BigDecimal.valueOf(sizeBytes);
        ObjectNode resources = Json.make(spec, "resources");
        ObjectNode requests = Json.make(resources, "requests");
        if (amount(requests).compareTo(least) < 0) {
            requests.put("storage", Long.toString(sizeBytes));
            draft.changed("asks for " + sizeBytes + " bytes, the size of its data");
        }
        Json.object(resources, "limits")
                .filter(limits -> limits.has("storage"))
                .filter(limits -> amount(limits).compareTo(least) < 0)
                .ifPresent(limits -> limits.put("storage", Long.toString(sizeBytes)));
    }

    /** A claim that says no amount asks for nothing. */
    private static BigDecimal amount(ObjectNode amounts) {
        String text = Json.text(amounts, "storage");
        return text.isEmpty() ? BigDecimal.ZERO : Quantity.parse(text);
    }
}
