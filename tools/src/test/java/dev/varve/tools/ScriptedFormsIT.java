package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.tools.quickstart.TreeComparison;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The forms that scripts rely on, run through the launcher as child processes. */
class ScriptedFormsIT {
    private static final long SEED = 20_261_121;
    private static final int IMAGE_BYTES = 8 << 20;

    @TempDir Path work = Path.of("");
    private Scripted varve = new Scripted(work);
    private final Random random = new Random(SEED);
    private String data = "";
    private String profile = "";
    private int port;
    private int adminPort;

    @BeforeEach
    void names() throws IOException {
        System.out.println("seed " + SEED);
        varve = new Scripted(work);
        data = work.resolve("data").toString();
        profile = work.resolve("profile.json").toString();
        port = Scripted.freePort();
        adminPort = Scripted.freePort();
    }

    @AfterEach
    void endWhatRuns() {
        varve.close();
    }

    @Test
    void theAgreedFormsWorkFromAnEmptyDirectoryToARebuiltIndex() throws Exception {
        Process daemon = varve.serve(work.resolve("data"), port, adminPort);
        varve.enroll("one", data, port, profile);
        Path tree = tree();
        Path image = image();

        String first = backup(tree, "tree").get("point").asText();
        JsonNode volume = backup(image, "volume");
        assertThat(volume.get("readBytes").asLong()).isEqualTo(IMAGE_BYTES);
        Path before = Files.copy(image, work.resolve("before.img"));
        change(tree, image);
        JsonNode increment = backup(tree, "tree");
        assertThat(increment.get("sentBytes").asLong()).isLessThan(20_000);
        assertThat(backup(image, "volume").get("sentBytes").asLong()).isLessThan(200_000);

        assertThat(points()).hasSize(4);
        restoreAndCompare(tree, image);
        varve.json(
                "restore",
                volume.get("point").asText(),
                path("old.img"),
                "--profile",
                profile,
                "--json");
        assertThat(Files.mismatch(before, work.resolve("old.img"))).isEqualTo(-1);
        assertThat(varve.run("cat", first + ":folder/file-3", "--profile", profile).out())
                .isEqualTo("file 3\n".repeat(3));
        assertThat(
                        varve.json("diff", first, "latest:tree", "--profile", profile, "--json")
                                .get("modified")
                                .asInt())
                .isEqualTo(1);
        for (String level : List.of("quick", "metadata", "data", "proof")) {
            JsonNode check = varve.json("check", "--level", level, "--profile", profile, "--json");
            assertThat(check.get("clean").asBoolean()).isTrue();
        }

        assertThat(varve.terminate(daemon)).isZero();
        JsonNode clock = varve.json("clock", "status", "--data", data, "--json");
        assertThat(clock.get("state").asText()).as(clock.toString()).isEqualTo("RUNNING");
        JsonNode counted = varve.json("repo", "stat", "--data", data, "--json");
        assertThat(varve.json("repo", "stat", data, "--json")).isEqualTo(counted);
        JsonNode dumped = varve.json("repo", "dump-segment", data, "--json");
        assertThat(dumped.get("segments")).isEqualTo(counted.get("segments"));
        assertThat(dumped.get("good").asBoolean()).isTrue();
        JsonNode rebuilt = varve.json("repo", "rebuild-index", "--data", data, "--json");
        for (String figure : List.of("points", "chunks", "nodes", "references", "storedBytes")) {
            assertThat(rebuilt.get(figure)).as(figure).isEqualTo(counted.get(figure));
        }
        daemon = varve.serve(work.resolve("data"), port, adminPort);
        delete(work.resolve("restored"));
        Files.delete(work.resolve("restored.img"));
        restoreAndCompare(tree, image);
        assertThat(varve.terminate(daemon)).isZero();
    }

    @Test
    void refusalsHaveExitCodesOfTheirOwn() throws Exception {
        Process daemon = varve.serve(work.resolve("data"), port, adminPort);
        varve.enroll("one", data, port, profile);
        Path tree = tree();
        backup(tree, "tree");

        Path wrong = work.resolve("wrong.json");
        ObjectNode other =
                (ObjectNode) new ObjectMapper().readTree(Files.readString(Path.of(profile)));
        byte[] key = new byte[32];
        random.nextBytes(key);
        other.put("key", Base64.getEncoder().encodeToString(key));
        Files.writeString(wrong, other.toString());
        refused(
                82,
                "WRONG_KEY",
                "backup",
                tree.toString(),
                "--profile",
                wrong.toString(),
                "--chain",
                "tree",
                "--json");

        refused(
                88,
                "TARGET_NOT_EMPTY",
                "restore",
                "latest:tree",
                tree.toString(),
                "--profile",
                profile,
                "--json");
        refused(
                84,
                "POINT_UNKNOWN",
                "restore",
                "latest:none",
                path("x"),
                "--profile",
                profile,
                "--json");
        refused(
                87,
                "SOURCE_UNREADABLE",
                "backup",
                path("none"),
                "--profile",
                profile,
                "--chain",
                "c",
                "--json");
        refused(90, "REPOSITORY_IN_USE", "repo", "stat", "--data", data, "--json");
        refused(91, "NOT_A_REPOSITORY", "repo", "stat", "--data", tree.toString(), "--json");

        assertThat(varve.run("client", "revoke", "one", "--data", data).exitCode()).isZero();
        refused(80, "CERTIFICATE_REVOKED", "points", "list", "--profile", profile, "--json");
        assertThat(varve.terminate(daemon)).isZero();
    }

    @Test
    void oneFlippedByteIsNamedBySegmentPointAndPath() throws Exception {
        Process daemon = varve.serve(work.resolve("data"), port, adminPort);
        varve.enroll("one", data, port, profile);
        Path tree = tree();
        Path image = image();
        backup(image, "volume");
        backup(tree, "tree");
        assertThat(varve.terminate(daemon)).isZero();
        Path segment = lastDataSegment();
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            file.seek(IMAGE_BYTES / 2);
            int was = file.read();
            file.seek(IMAGE_BYTES / 2);
            file.write(was ^ 1);
        }
        daemon = varve.serve(work.resolve("data"), port, adminPort);

        Scripted.Outcome check =
                varve.run("check", "--level", "data", "--profile", profile, "--json");

        assertThat(check.exitCode()).isEqualTo(85);
        JsonNode finding = check.lastLine().get("findings").get(0);
        assertThat(finding.get("segment").asText()).contains(segment.getFileName().toString());
        assertThat(finding.get("images").get(0).get("chain").asText()).isEqualTo("volume");
        assertThat(finding.get("images").get(0).get("offsetsBytes")).isNotEmpty();
        assertThat(
                        varve.run("restore", "latest:tree", path("restored"), "--profile", profile)
                                .exitCode())
                .isZero();
        assertThat(TreeComparison.compare(tree, work.resolve("restored")).differences()).isEmpty();
        assertThat(varve.terminate(daemon)).isZero();
    }

    private void refused(int exitCode, String name, String... arguments) throws Exception {
        Scripted.Outcome outcome = varve.run(arguments);

        assertThat(outcome.exitCode())
                .as(() -> String.join(" ", arguments) + "\n" + outcome.out() + outcome.err())
                .isEqualTo(exitCode);
        assertThat(outcome.lastLine().get("error").get("name").asText()).isEqualTo(name);
    }

    private JsonNode backup(Path source, String chain) throws Exception {
        JsonNode result =
                varve.json(
                        "backup",
                        source.toString(),
                        "--profile",
                        profile,
                        "--chain",
                        chain,
                        "--json");
        assertThat(result.get("point").asText()).hasSize(32);
        assertThat(result.get("warnings").asLong()).isZero();
        assertThat(result.has("storedBytes")).isTrue();
        return result;
    }

    private JsonNode points() throws Exception {
        return varve.json("points", "list", "--profile", profile, "--json").get("points");
    }

    private void restoreAndCompare(Path tree, Path image) throws Exception {
        varve.json("restore", "latest:tree", path("restored"), "--profile", profile, "--json");
        varve.json(
                "restore", "latest:volume", path("restored.img"), "--profile", profile, "--json");
        TreeComparison.Result result = TreeComparison.compare(tree, work.resolve("restored"));
        assertThat(result.differences()).isEmpty();
        assertThat(result.files()).isGreaterThan(200);
        assertThat(Files.mismatch(image, work.resolve("restored.img"))).isEqualTo(-1);
    }

    private Path tree() throws IOException {
        Path tree = Files.createDirectory(work.resolve("tree"));
        Path folder = Files.createDirectory(tree.resolve("folder"));
        for (int i = 0; i < 200; i++) {
            Files.writeString(folder.resolve("file-" + i), ("file " + i + "\n").repeat(i));
        }
        byte[] large = new byte[3 << 20];
        random.nextBytes(large);
        Files.write(tree.resolve("large"), large);
        Files.createLink(tree.resolve("same as large"), tree.resolve("large"));
        Files.createSymbolicLink(tree.resolve("link"), Path.of("folder/file-1"));
        return tree;
    }

    private Path image() throws IOException {
        byte[] bytes = new byte[IMAGE_BYTES];
        random.nextBytes(bytes);
        return Files.write(work.resolve("volume.img"), bytes);
    }

    private void change(Path tree, Path image) throws IOException {
        Files.writeString(
                tree.resolve("folder/file-7"), "changed", StandardOpenOption.TRUNCATE_EXISTING);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(IMAGE_BYTES / 3);
            file.writeBytes("changed");
        }
    }

    private Path lastDataSegment() throws IOException {
        try (Stream<Path> all = Files.list(work.resolve("data/segments/data"))) {
            return all.max(Comparator.comparingLong(file -> file.toFile().length())).orElseThrow();
        }
    }

    private String path(String name) {
        return work.resolve(name).toString();
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
