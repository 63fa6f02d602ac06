package dev.varve.tools.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClockCommandsTest {
    private static final int NOT_A_REPOSITORY = 91;
    private static final int SLOT_BYTES = 512;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir Path work = Path.of("");
    private String data = "";

    @BeforeEach
    void aRepository() {
        data = work.resolve("data").toString();
        assertThat(run("vault", "create", "v", "--data", data)).isZero();
        out.getBuffer().setLength(0);
    }

    @Test
    void aRepositoryThatWasNeverServedHasNoClock() throws IOException {
        assertThat(run("clock", "status", "--data", data, "--json")).isZero();

        JsonNode status = new ObjectMapper().readTree(out.toString());
        assertThat(status.get("state").asText()).isEqualTo("UNINIT");
        assertThat(status.get("mayExpire").asBoolean()).isFalse();
        assertThat(status.get("reasons")).isEmpty();
        assertThat(Path.of(data, "clock")).doesNotExist();
    }

    @Test
    void aDamagedRecordIsSaidInPlainWords() throws IOException {
        Files.write(Path.of(data, "clock"), new byte[SLOT_BYTES]);

        assertThat(run("clock", "status", "--data", data)).isZero();

        assertThat(out.toString())
                .contains("state      FROZEN")
                .contains("expiry     not allowed")
                .contains("because    both copies of the clock's record are damaged");
    }

    @Test
    void whatIsNoRepositoryHasNoClock() {
        assertThat(run("clock", "status", "--data", work.toString())).isEqualTo(NOT_A_REPOSITORY);
    }

    private int run(String... arguments) {
        return CommandTree.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
