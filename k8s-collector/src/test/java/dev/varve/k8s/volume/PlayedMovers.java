package dev.varve.k8s.volume;

import static dev.varve.k8s.volume.PlayedApi.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Plays the kubelet and the mover's container. A fake. Confined to the driver's thread. */
final class PlayedMovers {
    /** What a restoring mover writes. */
    static final String RESTORED = "restored";

    private final PlayedApi api;
    private final PlayedStorage storage;
    private final PlayedCsiDriver driver;

    PlayedMovers(PlayedApi api, PlayedStorage storage, PlayedCsiDriver driver) {
        this.api = api;
        this.storage = storage;
        this.driver = driver;
    }

    void play(List<ObjectNode> pods) throws IOException, InterruptedException {
        for (ObjectNode pod : pods) {
            if (text(pod, "/metadata/labels/varve.dev~1step").equals("mover")) {
                play(pod);
            }
        }
    }

    private void play(ObjectNode pod) throws IOException, InterruptedException {
        switch (text(pod, "/status/phase")) {
            case "Pending" -> start(pod);
            case "Running" -> end(pod);
            default -> {}
        }
    }

    private void start(ObjectNode pod) throws IOException, InterruptedException {
        if (driver.movers() == PlayedCsiDriver.Movers.NEVER_START) {
            return;
        }
        Optional<ObjectNode> claim = claim(pod);
        if ((claim.isPresent() && text(claim.get(), "/status/phase").equals("Bound"))
                || pod.at("/spec/volumes/2").has("hostPath")) {
            api.patch(
                    Served.POD,
                    pod,
                    "",
                    "{metadata: {annotations: {'varve.dev/progress': '{\\\"bytes\\\":1,\\\"ofBytes\\\":2}'}}}");
            api.patch(Served.POD, pod, "status", "{status: {phase: 'Running'}}");
        }
    }

    private void end(ObjectNode pod) throws IOException, InterruptedException {
        if (driver.movers() == PlayedCsiDriver.Movers.HANG) {
            return;
        }
        boolean fails = driver.movers() == PlayedCsiDriver.Movers.FAIL;
        boolean restores = text(pod, "/spec/containers/0/args/1").equals("restore");
        String volume = volume(pod);
        if (restores) {
            storage.write(volume, fails ? "half" : RESTORED);
        }
        boolean whole = driver.movers() != PlayedCsiDriver.Movers.NOT_WHOLE;
        String message =
                String.format(
                        "{\\\"task\\\":\\\"%s\\\",\\\"whole\\\":%s,\\\"bytes\\\":7,\\\"image\\\":\\\"%s\\\"}",
                        text(pod, "/metadata/name"), whole, storage.volume(volume));
        String status =
                String.format(
                        "{status: {phase: '%s', containerStatuses: [{name: 'mover', ready: false,"
                                + " restartCount: 0, image: 'x', imageID: 'x', state: {terminated:"
                                + " {exitCode: %d, message: '%s'}}}]}}",
                        fails ? "Failed" : "Succeeded",
                        fails ? 3 : 0,
                        fails ? "the repository does not answer" : message);
        api.patch(Served.POD, pod, "status", status);
    }

    private String volume(ObjectNode pod) throws IOException, InterruptedException {
        Optional<ObjectNode> claim = claim(pod);
        if (claim.isEmpty()) {
            return "none";
        }
        return api.get(Served.VOLUME, "", text(claim.get(), "/spec/volumeName"))
                .map(volume -> text(volume, "/spec/csi/volumeHandle"))
                .orElse("none");
    }

    private Optional<ObjectNode> claim(ObjectNode pod) throws IOException, InterruptedException {
        for (JsonNode volume : pod.at("/spec/volumes")) {
            String name = volume.at("/persistentVolumeClaim/claimName").asText("");
            if (!name.isEmpty()) {
                return api.get(Served.CLAIM, text(pod, "/metadata/namespace"), name);
            }
        }
        return Optional.empty();
    }
}
