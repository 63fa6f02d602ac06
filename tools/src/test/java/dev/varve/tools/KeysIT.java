package dev.varve.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys come and go while a daemon serves; what was written stays readable by those left. */
class KeysIT {
    private static final long SEED = 20_261_126;
    private static final int USAGE = 2;
    private static final int WRONG_KEY = 82;
    private static final int IMAGE_BYTES = 1 << 20;

    @TempDir Path work = Path.of("");
    private Scripted varve = Scripted.inProcess(work);
    private final Random random = new Random(SEED);
    private Path image = Path.of("");
    private int restores;

    /** How a command unlocks: by the key in the profile, or by one said beside it. */
    private String byFirst = "";

    private String byNone = "";

    @BeforeEach
    void aServedVaultWithOneClient() throws Exception {
        System.out.println("seed " + SEED);
        varve = Scripted.inProcess(work);
        int port = Scripted.freePort();
        varve.serve(work.resolve("data"), port, Scripted.freePort());
        Path profile = work.resolve("profile.json");
        varve.enroll("one", path("data"), port, profile.toString());
        byFirst = "--profile " + profile;
        byNone = "--profile " + withoutKey(profile);
        image = Files.write(work.resolve("volume.img"), bytes(IMAGE_BYTES));
    }

    @AfterEach
    void endWhatRuns() {
        varve.close();
    }

    @Test
    void aPassphraseAndAKeyFileOpenTheVaultAsTheFirstKeyDoes() throws Exception {
        String phrase = file("phrase", "a phrase of some length\nnot part of it\n".getBytes(UTF_8));
        String byPhrase = byNone + " --unlock-passphrase-file " + phrase;
        String key = file("raw.key", bytes(32));

        JsonNode added =
                json(byFirst, "key", "add", "--passphrase-file", phrase, "--label", "escrow");
        backup(byPhrase);
        json(byPhrase, "key", "add", "--key-file", key);

        assertThat(added.get("kind").asText()).isEqualTo("passphrase");
        assertRestoredBy(byPhrase);
        assertRestoredBy(byNone + " --unlock-key-file " + key);
        assertRestoredBy(byFirst);
        assertThat(keys().findValuesAsText("label")).containsExactly("one", "escrow", "key file");
    }

    @Test
    void anOldKeyIsRefusedAfterItsRotationAndTheNewOneReadsWhatWasWrittenBefore() throws Exception {
        String oldKey = file("old.key", bytes(32));
        String newKey = file("new.key", Base64.getEncoder().encode(bytes(32)));
        String byOld = byNone + " --unlock-key-file " + oldKey;
        String byNew = byNone + " --unlock-key-file " + newKey;
        String slot = json(byFirst, "key", "add", "--key-file", oldKey).get("key").asText();
        backup(byOld);

        JsonNode rotated = json(byOld, "key", "rotate", slot, "--key-file", newKey);

        assertThat(rotated.get("replaced").asText()).isEqualTo(slot);
        refused(WRONG_KEY, byOld, "restore", "latest:disk", path("none.img"));
        refused(WRONG_KEY, byOld, "backup", image.toString(), "--chain", "disk");
        assertRestoredBy(byNew);
        change(image);
        assertThat(backup(byNew).get("sentBytes").asLong()).isLessThan(IMAGE_BYTES / 2);
        assertRestoredBy(byFirst);
    }

    @Test
    void theKeyInTheProfileCanBeRotatedToAPassphrase() throws Exception {
        String phrase = file("phrase", "a phrase of some length".getBytes(UTF_8));
        backup(byFirst);
        String slot = keys().get(0).get("key").asText();

        json(byFirst, "key", "rotate", slot, "--passphrase-file", phrase);

        refused(WRONG_KEY, byFirst, "restore", "latest:disk", path("none.img"));
        assertRestoredBy(byNone + " --unlock-passphrase-file " + phrase);
    }

    @Test
    void aWrongPassphraseIsRefusedBeforeAnythingIsTransferred() throws Exception {
        String right = file("right", "the right phrase".getBytes(UTF_8));
        String byWrong =
                byNone
                        + " --unlock-passphrase-file "
                        + file("wrong", "the wrong phrase".getBytes(UTF_8));
        backup(byFirst);
        String slot = json(byFirst, "key", "add", "--passphrase-file", right).get("key").asText();
        Map<String, Long> before = segments();

        refused(WRONG_KEY, byWrong, "backup", image.toString(), "--chain", "other");
        refused(WRONG_KEY, byWrong, "restore", "latest:disk", path("none.img"));
        refused(WRONG_KEY, byWrong, "key", "add", "--key-file", file("new.key", bytes(32)));
        refused(WRONG_KEY, byWrong, "key", "rotate", slot, "--passphrase-file", right);
        refused(WRONG_KEY, byWrong, "key", "remove", slot);
        JsonNode without = refused(WRONG_KEY, byNone, "restore", "latest:disk", path("none.img"));

        assertThat(without.get("advice").asText())
                .contains("--unlock-key-file")
                .contains("--unlock-passphrase-file");
        assertThat(work.resolve("none.img")).doesNotExist();
        assertThat(segments()).isEqualTo(before);
        assertThat(json(byFirst, "points", "list").get("points")).hasSize(1);
        assertThat(keys()).hasSize(2);
    }

    @Test
    void aRemovedKeyIsRefusedAndTheLastOneStays() throws Exception {
        String key = file("second.key", bytes(32));
        String bySecond = byNone + " --unlock-key-file " + key;
        String first = keys().get(0).get("key").asText();
        refused(USAGE, byFirst, "key", "remove", first);
        String second = json(byFirst, "key", "add", "--key-file", key).get("key").asText();
        backup(bySecond);

        // Who removes must be left with another key.
        refused(WRONG_KEY, bySecond, "key", "remove", second);
        json(byFirst, "key", "remove", second);

        refused(WRONG_KEY, bySecond, "restore", "latest:disk", path("none.img"));
        refused(USAGE, byFirst, "key", "remove", second);
        refused(USAGE, byFirst, "key", "remove", first);
        assertRestoredBy(byFirst);
    }

    private JsonNode backup(String by) throws Exception {
        return json(by, "backup", image.toString(), "--chain", "disk");
    }

    private void assertRestoredBy(String by) throws Exception {
        Path target = work.resolve("restored-" + restores++ + ".img");
        json(by, "restore", "latest:disk", target.toString());
        assertThat(Files.mismatch(image, target)).isEqualTo(-1);
    }

    private JsonNode keys() throws Exception {
        return json(byNone, "key", "list").get("keys");
    }

    private JsonNode json(String by, String... arguments) throws Exception {
        return varve.json(line(by, arguments));
    }

    private JsonNode refused(int exitCode, String by, String... arguments) throws Exception {
        Scripted.Outcome outcome = varve.run(line(by, arguments));
        assertThat(outcome.exitCode())
                .as(() -> String.join(" ", arguments) + "\n" + outcome.out() + outcome.err())
                .isEqualTo(exitCode);
        assertThat(outcome.out().lines()).as("progress before the refusal").hasSize(1);
        return outcome.lastLine().get("error");
    }

    private static String[] line(String by, String... arguments) {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of(by.split(" ")));
        line.add("--json");
        return line.toArray(String[]::new);
    }

    private Map<String, Long> segments() throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(work.resolve("data/segments"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sizes.put(file.toString(), Files.size(file));
            }
        }
        return sizes;
    }

    private String withoutKey(Path profile) throws IOException {
        ObjectNode settings = (ObjectNode) new ObjectMapper().readTree(profile.toFile());
        settings.remove("key");
        return file("keyless.json", settings.toString().getBytes(UTF_8));
    }

    private void change(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(IMAGE_BYTES / 2);
            bytes.write(bytes(100));
        }
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private String file(String name, byte[] content) throws IOException {
        return Files.write(work.resolve(name), content).toString();
    }

    private String path(String name) {
        return work.resolve(name).toString();
    }
}
