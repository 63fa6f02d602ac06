package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.protocol.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks, holds and policies by the commands that people use, against a daemon of its own. */
class LocksIT {
    private static final int LOCKED = ErrorCode.RETENTION_LOCKED.exitCode();
    private static final int CONTENT_BYTES = 300_000;

    @TempDir Path work = Path.of("");
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private Scripted varve = Scripted.inProcess(work);
    private String data = "";
    private String profile = "";
    private String legal = "";
    private int port;

    @BeforeEach
    void serve() throws Exception {
        System.out.println("seed " + seed);
        varve = Scripted.inProcess(work);
        data = work.resolve("data").toString();
        profile = work.resolve("profile.json").toString();
        port = Scripted.freePort();
        varve.serve(work.resolve("data"), port, Scripted.freePort());
        varve.enroll("one", data, port, profile);
        legal = work.resolve("lea.token").toString();
        varve.json(
                "operator",
                "add",
                "lea",
                "--role",
                "legal",
                "--token-file",
                legal,
                "--data",
                data,
                "--json");
    }

    @AfterEach
    void endWhatRuns() {
        varve.close();
    }

    @Test
    void whatIsLockedStaysAndEveryRefusalIsInTheLedger() throws Exception {
        String first = backup();
        vault("policy", "set", "--keep-last", "1", "--lock", "compliance", "--lock-for", "30d");
        String locked = backup();

        assertThat(refused("points", "delete", locked)).contains("compliance");
        assertThat(refused("policy", "set", "--keep-last", "1")).contains("compliance");
        vault("hold", "add", first, "--why", "case 12", "--token-file", legal);
        assertThat(refused("points", "delete", first)).contains("hold");
        String hold = vault("hold", "list", first).get("holds").get(0).get("hold").asText();
        vault("hold", "remove", first, hold, "--token-file", legal);
        assertThat(vault("policy", "apply").get("expired").get(0).asText()).isEqualTo(first);

        assertThat(varve.run("points", "list", "--profile", profile).out())
                .contains(locked)
                .doesNotContain(first);
        assertThat(vault("repo", "audit-counts").get("differences")).isEmpty();
        JsonNode audit = varve.json("audit", data, "--json");
        assertThat(audit.get("whole").asBoolean()).isTrue();
        assertThat(audit.get("refused")).hasSize(3);
        assertThat(audit.get("deleted").findValuesAsText("what"))
                .containsExactly("point " + first + " has expired");
        assertThat(audit.get("labelled")).hasSize(2);
        assertThat(audit.has("forged")).isFalse();
    }

    @Test
    void aForgedByteInACopyOfTheLedgerIsNamed() throws Exception {
        String point = backup();
        vault("lock", point, "--mode", "governance", "--for", "1d");
        JsonNode label = varve.json("audit", data, "--json").get("labelled").get(0);
        Path ledger;
        try (Stream<Path> files = Files.list(work.resolve("data/ledger"))) {
            ledger =
                    files.filter(file -> file.toString().endsWith(".cq4"))
                            .findFirst()
                            .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(ledger);
        int at = indexOf(bytes, "governance");
        bytes[at] ^= 1;
        Files.write(ledger, bytes);

        Scripted.Outcome outcome = varve.run("audit", data, "--json");

        assertThat(outcome.exitCode()).isEqualTo(ErrorCode.DAMAGED.exitCode());
        JsonNode audit = outcome.lastLine();
        JsonNode forged = audit.get("forged");
        assertThat(audit.get("whole").asBoolean()).isFalse();
        assertThat(forged.get("sequence")).isEqualTo(label.get("sequence"));
        assertThat(forged.get("file").asText()).endsWith(ledger.getFileName().toString());
        assertThat(forged.get("offset").asLong()).isBetween(at - 1000L, (long) at);
        assertThat(varve.run("audit", data).out())
                .contains("entry " + label.get("sequence") + " is forged or damaged", "NOT whole");
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
    }

    private String backup() throws IOException, InterruptedException {
        byte[] content = new byte[CONTENT_BYTES];
        random.nextBytes(content);
        Path source = Files.write(work.resolve("source.img"), content);
        return varve.json(
                        "backup", source.toString(), "--profile", profile, "--chain", "a", "--json")
                .get("point")
                .asText();
    }

    private String[] ofVault(String... arguments) {
        return Stream.concat(
                        Stream.of(arguments), Stream.of("--data", data, "--vault", "v", "--json"))
                .toArray(String[]::new);
    }

    private JsonNode vault(String... arguments) throws IOException, InterruptedException {
        return varve.json(ofVault(arguments));
    }

    private String refused(String... arguments) throws IOException, InterruptedException {
        Scripted.Outcome outcome = varve.run(ofVault(arguments));
        assertThat(outcome.exitCode()).isEqualTo(LOCKED);
        return outcome.out() + outcome.err();
    }
}
