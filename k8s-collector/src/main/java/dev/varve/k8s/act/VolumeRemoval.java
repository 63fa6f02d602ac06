package dev.varve.k8s.act;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ApiResource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Takes back claims and volumes. A volume is never deleted here: one that no user's claim got is
 * given back to its driver to delete, one that a user's claim got keeps its data and loses the
 * marks only.
 */
final class VolumeRemoval {
    private static final String POLICY = "persistentVolumeReclaimPolicy";

    private final Removal removal;
    private final List<Touched> volumes;
    private final RemovalReport.Builder report;

    VolumeRemoval(Removal removal, List<Touched> volumes, RemovalReport.Builder report) {
        this.removal = removal;
        this.volumes = volumes;
        this.report = report;
    }

    void removeClaims(List<Touched> claims) throws IOException, InterruptedException {
        for (Touched claim : claims) {
            if (!Marks.step(claim.object()).equals(Steps.TARGET)) {
                letVolumeGo(claim);
                removal.take(claim, report);
            } else if (isBound(claim.object())) {
                removal.release(claim, Json.object(), report);
            } else if (isPutBack(claim)
                    || volumes.stream()
                            .anyMatch(volume -> isFor(volume.object(), claim.object()))) {
                report.kept(claim.key(), "its volume was given to it and is about to bind");
            } else {
                removal.take(claim, report);
            }
        }
    }

    /**
     * After the claims: what is held by none of ours is the user's, or for the driver to delete.
     */
    void releaseVolumes() throws IOException, InterruptedException {
        for (Touched known : volumes) {
            Optional<Touched> now = removal.current(known);
            if (now.isEmpty()) {
                continue;
            }
            Touched volume = now.get();
            JsonNode claimRef = volume.object().at("/spec/claimRef");
            if (isTwin(volume.object(), claimRef)) {
                removal.release(volume, Json.spec(POLICY, "Delete"), report);
            } else if (claim(claimRef).filter(claim -> isBoundTo(claim, volume)).isPresent()) {
                removal.release(volume, report);
            } else if (claim(claimRef).filter(VolumeRemoval::isBound).isPresent()) {
                // Its claim has another volume by now: what was in place before was put back.
                removal.release(volume, Json.spec(POLICY, "Delete"), report);
            } else {
                report.kept(
                        volume.key(),
                        "given to claim "
                                + claimRef.path("namespace").asText()
                                + "/"
                                + claimRef.path("name").asText()
                                + ", which is not bound to it");
            }
        }
    }

    /** A class may retain the volumes it makes; one made for the collector's claim goes with it. */
    private void letVolumeGo(Touched claim) throws IOException, InterruptedException {
        ApiResource resource = removal.served().require(Served.VOLUME);
        String name = claim.object().at("/spec/volumeName").asText("");
        if (name.isEmpty() || Marks.undo(claim.object()).isPresent()) {
            return;
        }
        Optional<ObjectNode> volume = removal.acts().cluster().get(resource, "", name);
        if (volume.isPresent() && isMadeFor(volume.get(), claim)) {
            removal.acts()
                    .patch(
                            resource,
                            volume.get(),
                            Json.spec(POLICY, "Delete"),
                            removal.purpose(claim));
        }
    }

    /** Whether it names a volume that a restore in place had set aside. */
    private boolean isPutBack(Touched claim) throws IOException, InterruptedException {
        String name = claim.object().at("/spec/volumeName").asText("");
        return !name.isEmpty()
                && removal.acts()
                        .cluster()
                        .get(removal.served().require(Served.VOLUME), "", name)
                        .filter(volume -> volume.at("/metadata/labels").has(Marks.KEPT))
                        .isPresent();
    }

    private static boolean isMadeFor(ObjectNode volume, Touched claim) {
        return volume.at("/spec/claimRef/uid").asText().equals(claim.uid())
                && volume.at("/metadata/annotations").has("pv.kubernetes.io/provisioned-by")
                && Marks.run(volume).isEmpty()
                && !volume.at("/metadata/labels").has(Marks.KEPT)
                && !volume.at("/spec/" + POLICY).asText().equals("Delete");
    }

    private Optional<ObjectNode> claim(JsonNode claimRef) throws IOException, InterruptedException {
        ApiResource claims = removal.served().require(Served.CLAIM);
        String name = claimRef.path("name").asText("");
        return name.isEmpty()
                ? Optional.empty()
                : removal.acts().cluster().get(claims, claimRef.path("namespace").asText(), name);
    }

    /** Whether its claim still is the one of ours through which it was written. */
    private static boolean isTwin(ObjectNode volume, JsonNode claimRef) {
        String twin = volume.at("/metadata/annotations").path(Steps.TWIN_ANNOTATION).asText("");
        return twin.equals(
                claimRef.path("namespace").asText() + "/" + claimRef.path("name").asText());
    }

    private static boolean isBound(JsonNode claim) {
        return claim.at("/status/phase").asText().equals("Bound");
    }

    private static boolean isBoundTo(JsonNode claim, Touched volume) {
        return isBound(claim) && claim.at("/spec/volumeName").asText().equals(volume.name());
    }

    private static boolean isFor(ObjectNode volume, ObjectNode claim) {
        JsonNode ref = volume.at("/spec/claimRef");
        JsonNode metadata = claim.path("metadata");
        return ref.path("namespace").equals(metadata.path("namespace"))
                && ref.path("name").equals(metadata.path("name"));
    }
}
