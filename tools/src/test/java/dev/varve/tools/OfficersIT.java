package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.protocol.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What takes two officers, by the commands that people use, against a daemon of its own. */
class OfficersIT {
    private static final int CONTENT_BYTES = 300_000;

    @TempDir Path work = Path.of("");
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private Scripted varve = Scripted.inProcess(work);
    private String data = "";
    private String profile = "";
    private int port;
    private @Nullable Process daemon;

    @BeforeEach
    void serve() throws Exception {
        System.out.println("seed " + seed);
        varve = Scripted.inProcess(work);
        data = work.resolve("data").toString();
        profile = work.resolve("profile.json").toString();
        port = Scripted.freePort();
        daemon = varve.serve(work.resolve("data"), port, Scripted.freePort());
        varve.enroll("one", data, port, profile);
        for (String officer : new String[] {"eva", "ben"}) {
            person(officer, "security-officer");
        }
    }

    @AfterEach
    void endWhatRuns() {
        varve.close();
    }

    @Test
    void onePersonCannotEndGovernanceAndTwoCanAlsoAcrossARestart() throws Exception {
        String point = backup();
        json("lock", point, "--vault", "v", "--mode", "governance", "--for", "30d");
        assertThat(fails(ErrorCode.FORBIDDEN, unlock(point))).contains("security-officer");
        String act = asEva(unlock(point)).get("act").asText();

        fails(ErrorCode.FORBIDDEN, "officer", "approve", act, "--token-file", token("eva"));
        fails(ErrorCode.RETENTION_LOCKED, "points", "delete", point, "--vault", "v");
        assertThat(varve.terminate(Objects.requireNonNull(daemon))).isZero();
        daemon = varve.serve(work.resolve("data"), port, Scripted.freePort());
        JsonNode done = json("officer", "approve", act, "--token-file", token("ben"));

        assertThat(done.get("state").asText()).isEqualTo("done");
        json("points", "delete", point, "--vault", "v");
        JsonNode audit = varve.json("audit", data, "--json");
        assertThat(audit.get("whole").asBoolean()).isTrue();
        assertThat(audit.get("kinds").get("officer-request").asInt()).isEqualTo(1);
        assertThat(audit.get("kinds").get("officer-approval").asInt()).isEqualTo(1);
        assertThat(audit.get("kinds").get("officer-execution").asInt()).isEqualTo(1);
        assertThat(audit.get("refused").toString()).contains("cannot approve it", "governance");
        assertThat(json("officer", "list").get("acts").get(0).get("decidedBy").asText())
                .isEqualTo("ben");
    }

    @Test
    void complianceIsEndedByNoNumberOfOfficers() throws Exception {
        String point = backup();
        json("lock", point, "--vault", "v", "--mode", "governance", "--for", "30d");
        String act = asEva(unlock(point)).get("act").asText();
        json("lock", point, "--vault", "v", "--mode", "compliance", "--for", "30d");

        fails(ErrorCode.RETENTION_LOCKED, "officer", "approve", act, "--token-file", token("ben"));
        String[] again = with(unlock(point), "--token-file", token("eva"));
        assertThat(fails(ErrorCode.RETENTION_LOCKED, again)).contains("compliance");
        fails(ErrorCode.RETENTION_LOCKED, "points", "delete", point, "--vault", "v");

        assertThat(varve.json("audit", data, "--json").get("refused")).hasSize(3);
    }

    @Test
    void twoOfficersLeadAClockOutOfADoubtThatARestartDoesNotEnd() throws Exception {
        String point = backup();
        varve.terminate(Objects.requireNonNull(daemon));
        byte[] clock = Files.readAllBytes(work.resolve("data/clock"));
        clock[100] ^= 1;
        clock[4096 + 100] ^= 1;
        Files.write(work.resolve("data/clock"), clock);
        daemon = varve.serve(work.resolve("data"), port, Scripted.freePort());
        assertThat(state()).isEqualTo("FROZEN");
        fails(ErrorCode.RETENTION_LOCKED, "points", "delete", point, "--vault", "v");

        String act = asEva("clock", "trust", "--why", "a bad disk, replaced").get("act").asText();
        json("officer", "approve", act, "--token-file", token("ben"));

        assertThat(state()).isEqualTo("RUNNING");
        json("points", "delete", point, "--vault", "v");
        assertThat(varve.json("audit", data, "--json").get("whole").asBoolean()).isTrue();
    }

    @Test
    void aTokenIsForItsOwnerOnlyAndAFileOfTheSameNameStays() throws Exception {
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(Path.of(token("eva")))))
                .isEqualTo("rw-------");
        String before = Files.readString(Path.of(token("eva")));

        fails(
                ErrorCode.TARGET_NOT_EMPTY,
                "operator",
                "rotate",
                "eva",
                "--token-file",
                token("eva"));

        assertThat(Files.readString(Path.of(token("eva")))).isEqualTo(before);
        assertThat(json("operator", "rotate", "eva").get("token").asText())
                .hasSize(before.strip().length());
        fails(ErrorCode.UNAUTHENTICATED, "officer", "list", "--token-file", token("eva"));
        json("operator", "remove", "ben");
        assertThat(json("operator", "list").get("operators")).hasSize(1);
    }

    private String state() throws IOException, InterruptedException {
        return json("clock", "status").get("state").asText();
    }

    private static String[] unlock(String point) {
        return new String[] {"unlock", point, "--vault", "v", "--why", "wrong volume"};
    }

    private void person(String name, String role) throws IOException, InterruptedException {
        json("operator", "add", name, "--role", role, "--token-file", token(name));
    }

    private String token(String name) {
        return work.resolve(name + ".token").toString();
    }

    private JsonNode asEva(String... arguments) throws IOException, InterruptedException {
        return json(with(arguments, "--token-file", token("eva")));
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
    }

    private JsonNode json(String... arguments) throws IOException, InterruptedException {
        return varve.json(with(arguments, "--data", data, "--json"));
    }

    private String fails(ErrorCode code, String... arguments)
            throws IOException, InterruptedException {
        Scripted.Outcome outcome = varve.run(with(arguments, "--data", data, "--json"));
        assertThat(outcome.exitCode())
                .as(() -> String.join(" ", arguments) + "\n" + outcome.out() + outcome.err())
                .isEqualTo(code.exitCode());
        return outcome.out() + outcome.err();
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
}
