package dev.varve.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.volume.PlayedContainer;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Plays the container of a mover's Pod by a process of this machine: the Pod's own arguments, the
 * Secret that it mounts, and its volume as a folder with one file, or as that file. A fake of the
 * kubelet only: the mover and what it pushes are real.
 */
final class MoverProcess implements PlayedContainer {
    private static final String FILE = "data";

    private final Scripted varve;
    private final KubernetesClient client;
    private final Path work;

    MoverProcess(Scripted varve, KubernetesClient client, Path work) {
        this.varve = varve;
        this.client = client;
        this.work = work;
    }

    @Override
    public End run(ObjectNode pod, String data) throws Exception {
        Path folder = Files.createTempDirectory(work, "pod");
        Path volume = Files.createDirectory(folder.resolve("volume"));
        Path result = folder.resolve("result");
        if (!data.isEmpty()) {
            Files.writeString(volume.resolve(FILE), data);
        }
        Map<String, Path> mounts =
                Map.of(
                        "--credentials=",
                        credentials(pod, folder),
                        "--directory=",
                        volume,
                        "--device=",
                        volume.resolve(FILE));
        List<String> arguments = new ArrayList<>();
        for (JsonNode each : pod.at("/spec/containers/0/args")) {
            arguments.add(
                    mounts.entrySet().stream()
                            .filter(mount -> each.asText().startsWith(mount.getKey()))
                            .map(mount -> mount.getKey() + mount.getValue())
                            .findFirst()
                            .orElse(each.asText()));
        }
        arguments.add("--result=" + result);
        Scripted.Outcome outcome = varve.run(arguments.toArray(String[]::new));
        Path file = volume.resolve(FILE);
        return new End(
                outcome.exitCode(),
                Files.exists(result) ? Files.readString(result) : outcome.err(),
                Files.exists(file) ? Files.readString(file) : "");
    }

    private Path credentials(ObjectNode pod, Path folder) throws IOException {
        Path mounted = Files.createDirectory(folder.resolve("credentials"));
        for (JsonNode each : pod.at("/spec/volumes")) {
            String name = each.at("/secret/secretName").asText("");
            if (!name.isEmpty()) {
                Secret secret =
                        client.secrets()
                                .inNamespace(pod.at("/metadata/namespace").asText())
                                .withName(name)
                                .get();
                for (Map.Entry<String, String> file : secret.getData().entrySet()) {
                    Files.write(
                            mounted.resolve(file.getKey()),
                            Base64.getDecoder().decode(file.getValue()));
                }
            }
        }
        return mounted;
    }
}
