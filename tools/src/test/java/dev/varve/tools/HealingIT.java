package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.protocol.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage on the disk of a real daemon, until all points are whole again. */
class HealingIT {
    private static final int CONTENT_BYTES = 3 << 20;
    private static final int DAMAGED = ErrorCode.DAMAGED.exitCode();

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    @TempDir Path work;
    private Scripted varve;
    private String data;
    private String profile;
    private Path source;

    @BeforeEach
    void twoPointsOfOneVolume() throws Exception {
        System.out.println("seed " + seed);
        varve = Scripted.inProcess(work);
        data = work.resolve("data").toString();
        profile = work.resolve("profile.json").toString();
        int port = Scripted.freePort();
        varve.serve(work.resolve("data"), port, Scripted.freePort());
        varve.enroll("one", data, port, profile);
        byte[] content = new byte[CONTENT_BYTES];
        random.nextBytes(content);
        source = Files.write(work.resolve("source.img"), content);
        backUp();
        content[CONTENT_BYTES - 1] ^= 1;
        Files.write(source, content);
        backUp();
    }

    @AfterEach
    void endWhatRuns() {
        varve.close();
    }

    @Test
    void damageIsMarkedAndToldAndTheNextPushHealsAllPoints() throws Exception {
        assertThat(vault("heal").get("unverified").asLong()).isZero();
        flipAByteOfData();

        assertThat(varve.run("check", "--profile", profile, "--level", "data").exitCode())
                .isEqualTo(DAMAGED);
        Scripted.Outcome heal = varve.run(ofVault("heal", "--known"));
        assertThat(heal.exitCode()).isEqualTo(DAMAGED);
        JsonNode known = heal.lastLine();
        assertThat(known.get("damaged")).hasSize(2);
        assertThat(known.get("healingChains").get(0).asText()).isEqualTo("a");
        assertThat(states()).containsOnly("damaged");
        assertThat(alarmsAfterACheck(DAMAGED)).contains("CHECK_FINDINGS");

        backUp();

        assertThat(vault("heal").get("damaged")).isEmpty();
        assertThat(states()).hasSize(3).containsOnly("good");
        assertThat(alarmsAfterACheck(0)).doesNotContain("CHECK_FINDINGS");
        assertThat(vault("repo", "audit-counts").get("differences")).isEmpty();
        Path restored = work.resolve("restored.img");
        varve.json("restore", "latest:a", restored.toString(), "--profile", profile, "--json");
        assertThat(Files.mismatch(source, restored)).isEqualTo(-1);
    }

    private void flipAByteOfData() throws IOException {
        try (Stream<Path> files = Files.list(work.resolve("data/segments/data"))) {
            Path segment = files.sorted().findFirst().orElseThrow();
            byte[] bytes = Files.readAllBytes(segment);
            bytes[CONTENT_BYTES / 2] ^= 1;
            Files.write(segment, bytes);
        }
    }

    private String alarmsAfterACheck(int exitCode) throws Exception {
        Scripted.Outcome run =
                varve.run("jobs", "run", "check-metadata", "--wait", "--data", data, "--json");
        assertThat(run.exitCode()).isEqualTo(exitCode);
        return alarms();
    }

    private String alarms() throws IOException {
        return Files.readString(work.resolve("data/schedule/alarms"));
    }

    private List<String> states() throws Exception {
        String out = varve.run("points", "list", "--profile", profile, "--json").out();
        return Pattern.compile("\"state\":\"(\\w+)\"")
                .matcher(out)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private void backUp() throws IOException, InterruptedException {
        varve.json("backup", source.toString(), "--profile", profile, "--chain", "a", "--json");
    }

    private String[] ofVault(String... arguments) {
        return Stream.concat(
                        Stream.of(arguments), Stream.of("--data", data, "--vault", "v", "--json"))
                .toArray(String[]::new);
    }

    private JsonNode vault(String... arguments) throws IOException, InterruptedException {
        return varve.json(ofVault(arguments));
    }
}
