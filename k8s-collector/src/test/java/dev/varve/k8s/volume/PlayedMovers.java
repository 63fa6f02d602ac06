package dev.varve.k8s.volume;

import static dev.varve.k8s.volume.PlayedApi.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.kube.Objects;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Plays the kubelet and the mover's container. A fake. Confined to the driver's thread. */
final class PlayedMovers {
    /** What a restoring mover writes. */
    static final String RESTORED = "restored";

    private final PlayedApi api;
    private final PlayedStorage storage;
    private final PlayedCsiDriver driver;
    private final PlayedContainer container;

    PlayedMovers(
            PlayedApi api,
            PlayedStorage storage,
            PlayedCsiDriver driver,
            Optional<PlayedContainer> container) {
        this.api = api;
        this.storage = storage;
        this.driver = driver;
        this.container = container.orElse(this::behave);
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
            api.patch(Served.POD, pod, "status", "{status: {phase: 'Running'}}");
        }
    }

    private void end(ObjectNode pod) throws IOException, InterruptedException {
        if (driver.movers() == PlayedCsiDriver.Movers.HANG) {
            return;
        }
        String volume = volume(pod);
        PlayedContainer.End end = run(pod, storage.volume(volume));
        storage.write(volume, end.data());
        ObjectNode status = Objects.parse("{status: {containerStatuses: [{}]}}");
        status.withObject("/status").put("phase", end.exitCode() == 0 ? "Succeeded" : "Failed");
        ((ObjectNode) status.at("/status/containerStatuses/0"))
                .setAll(
                        Objects.parse(
                                "{name: 'mover', ready: false, restartCount: 0, image: 'x',"
                                        + " imageID: 'x', state: {terminated: {}}}"));
        ((ObjectNode) status.at("/status/containerStatuses/0/state/terminated"))
                .put("exitCode", end.exitCode())
                .put("message", end.message());
        api.patch(Served.POD, pod, "status", status.toString());
    }

    private PlayedContainer.End run(ObjectNode pod, String data)
            throws IOException, InterruptedException {
        try {
            return container.run(pod, data);
        } catch (IOException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /** As a test told the driver. */
    private PlayedContainer.End behave(ObjectNode pod, String data) {
        boolean restores = text(pod, "/spec/containers/0/args/1").equals("restore");
        boolean fails = driver.movers() == PlayedCsiDriver.Movers.FAIL;
        String after = restores ? (fails ? "half" : RESTORED) : data;
        boolean whole = driver.movers() != PlayedCsiDriver.Movers.NOT_WHOLE;
        ObjectNode message =
                Objects.parse("{}")
                        .put("task", text(pod, "/metadata/name"))
                        .put("whole", whole)
                        .put("bytes", 7)
                        .put("image", after);
        return new PlayedContainer.End(
                fails ? 3 : 0,
                fails ? "the repository does not answer" : message.toString(),
                after);
    }

    private String volume(ObjectNode pod) throws IOException, InterruptedException {
        return api.get(Served.VOLUME, "", volumeName(pod))
                .map(volume -> text(volume, "/spec/csi/volumeHandle"))
                .orElse("none");
    }

    /** Of a CSI volume on a node: {@code …/kubernetes.io~csi/NAME/mount}. */
    private String volumeName(ObjectNode pod) throws IOException, InterruptedException {
        Optional<ObjectNode> claim = claim(pod);
        if (claim.isPresent()) {
            return text(claim.get(), "/spec/volumeName");
        }
        String directory = text(pod, "/spec/volumes/2/hostPath/path");
        driver.mounted(directory);
        Path volume = Path.of(directory).getParent();
        return volume == null ? "none" : String.valueOf(volume.getFileName());
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
