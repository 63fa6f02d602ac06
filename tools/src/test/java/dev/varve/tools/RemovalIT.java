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

/** The end of a vault by the commands that people use, against a daemon of its own. */
class RemovalIT {
    private static final int CONTENT_BYTES = 300_000;

    @TempDir Path work = Path.of("");
    private final Random random = new Random(20_261_126);
    private Scripted varve = Scripted.inProcess(work);
    private String data = "";
    private String profile = "";
    private int port;

    @BeforeEach
    void serve() throws Exception {
        varve = Scripted.inProcess(work);
        data = work.resolve("data").toString();
        profile = work.resolve("profile.json").toString();
        port = Scripted.freePort();
        varve.serve(work.resolve("data"), port, Scripted.freePort());
        varve.enroll("one", data, port, profile);
    }

    @AfterEach
    void endWhatRuns() {
        varve.close();
    }

    @Test
    void aVaultWithALockedPointStaysAndTheRefusalIsInTheLedger() throws Exception {
        String point = backup(profile);
        varve.json(
                "lock",
                point,
                "--mode",
                "compliance",
                "--for",
                "30d",
                "--vault",
                "v",
                "--data",
                data,
                "--json");

        Scripted.Outcome refused = delete("--with-points");

        assertThat(refused.exitCode()).isEqualTo(ErrorCode.RETENTION_LOCKED.exitCode());
        assertThat(varve.run("points", "list", "--profile", profile).out()).contains(point);
        JsonNode audit = varve.json("audit", data, "--json");
        assertThat(audit.get("whole").asBoolean()).isTrue();
        assertThat(audit.get("refused").get(0).get("what").asText()).contains("delete vault v");
    }

    @Test
    void aDeletedVaultIsGoneAndStaysGoneWhenTheIndexIsMadeAnew() throws Exception {
        backup(profile);
        String before =
                varve.json("vault", "show", "v", "--data", data, "--json").get("id").asText();
        assertThat(delete().exitCode()).isEqualTo(ErrorCode.TARGET_NOT_EMPTY.exitCode());

        assertThat(delete("--with-points").exitCode()).isZero();

        assertThat(delete().exitCode()).isEqualTo(ErrorCode.VAULT_UNKNOWN.exitCode());
        assertThat(varve.run("points", "list", "--profile", profile).exitCode())
                .isEqualTo(ErrorCode.CERTIFICATE_REVOKED.exitCode());
        assertThat(varve.json("vault", "list", "--data", data, "--json").get("vaults")).isEmpty();
        String second = work.resolve("second.json").toString();
        varve.enroll("two", data, port, second);
        assertThat(varve.json("vault", "show", "v", "--data", data, "--json").get("id").asText())
                .isNotEqualTo(before);
        String point = backup(second);
        varve.close();
        try (Stream<Path> marks = Files.list(work.resolve("data/deleted-vaults"))) {
            assertThat(marks).hasSize(1);
        }

        varve.json("repo", "rebuild-index", "--data", data, "--json");

        varve.serve(work.resolve("data"), port, Scripted.freePort());
        assertThat(varve.json("vault", "list", "--data", data, "--json").get("vaults")).hasSize(1);
        assertThat(varve.run("points", "list", "--profile", second).out()).contains(point);
        assertThat(varve.json("audit", data, "--json").get("whole").asBoolean()).isTrue();
    }

    private Scripted.Outcome delete(String... more) throws IOException, InterruptedException {
        return varve.run(
                Stream.concat(
                                Stream.of("vault", "delete", "v", "--data", data, "--json"),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private String backup(String by) throws IOException, InterruptedException {
        byte[] content = new byte[CONTENT_BYTES];
        random.nextBytes(content);
        Path source = Files.write(work.resolve("source.img"), content);
        return varve.json("backup", source.toString(), "--profile", by, "--chain", "a", "--json")
                .get("point")
                .asText();
    }
}
