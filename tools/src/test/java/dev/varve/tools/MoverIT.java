package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.protocol.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What mover Pods run, against a daemon of its own. */
class MoverIT {
    private static final int VOLUME_BYTES = 3 << 20;
    private static final String CHAIN = "k8s/test/ns/shop/pvc/data";

    @TempDir Path work = Path.of("");
    private Scripted varve = Scripted.inProcess(work);
    private String credentials = "";

    @BeforeEach
    void serve() throws Exception {
        varve = Scripted.inProcess(work);
        Path folder = Files.createDirectory(work.resolve("credentials"));
        credentials = folder.toString();
        int port = Scripted.freePort();
        varve.serve(work.resolve("data"), port, Scripted.freePort());
        varve.enroll(
                "mover",
                work.resolve("data").toString(),
                port,
                folder.resolve("profile.json").toString());
    }

    @AfterEach
    void endWhatRuns() {
        varve.close();
    }

    @Test
    void filesOfAVolumeComeBackIntoAnEmptyOne() throws Exception {
        Path volume = Files.createDirectory(work.resolve("volume"));
        Files.writeString(Files.createDirectory(volume.resolve("sub")).resolve("a"), "content");
        JsonNode captured = move("capture", "--directory", volume);
        assertThat(captured.get("whole").asBoolean()).isTrue();
        assertThat(captured.get("task").asText()).isEqualTo("move-capture");

        Path target = Files.createDirectory(work.resolve("target"));
        Files.createDirectory(target.resolve("lost+found"));
        JsonNode restored = move("restore", "--directory", target, "--point", image(captured));
        assertThat(restored.get("whole").asBoolean()).isTrue();
        assertThat(target.resolve("sub/a")).hasContent("content");
    }

    @Test
    void aDeviceComesBackByteForByte() throws Exception {
        byte[] bytes = new byte[VOLUME_BYTES];
        new Random(5).nextBytes(bytes);
        Path device = Files.write(work.resolve("device"), bytes);
        JsonNode captured = move("capture", "--device", device);

        Path target = Files.write(work.resolve("target"), new byte[VOLUME_BYTES]);
        JsonNode restored = move("restore", "--device", target, "--point", image(captured));
        assertThat(restored.get("bytes").asLong()).isEqualTo(VOLUME_BYTES);
        assertThat(target).hasBinaryContent(bytes);
    }

    @Test
    void aMoveThatFailsLeavesItsReasonAndNeverSaysWhole() throws Exception {
        Path result = work.resolve("result");
        Scripted.Outcome outcome =
                varve.run(arguments("capture", "--directory", work.resolve("absent"), result));
        assertThat(outcome.exitCode()).isEqualTo(ErrorCode.SOURCE_UNREADABLE.exitCode());
        assertThat(Files.readString(result)).contains("absent").doesNotContain("whole");
    }

    private static String image(JsonNode captured) {
        return captured.get("image").asText();
    }

    private JsonNode move(String verb, String kind, Path volume, String... more)
            throws IOException, InterruptedException {
        Path result = work.resolve("result-" + verb);
        JsonNode last = varve.json(arguments(verb, kind, volume, result, more));
        assertThat(new ObjectMapper().readTree(Files.readString(result))).isEqualTo(last);
        return last;
    }

    private String[] arguments(String verb, String kind, Path volume, Path result, String... more) {
        java.util.List<String> all =
                new java.util.ArrayList<>(
                        java.util.List.of(
                                "mover",
                                verb,
                                "--task=move-" + verb,
                                "--credentials=" + credentials,
                                kind + "=" + volume,
                                "--chain=" + CHAIN,
                                "--result=" + result,
                                "--json"));
        if (verb.equals("capture")) {
            all.add("--state-dir=" + work.resolve("state"));
        }
        all.addAll(java.util.List.of(more));
        return all.toArray(String[]::new);
    }
}
