package dev.varve.tools.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People by the data directory, without a daemon. */
class OperatorCommandsTest {
    private static final int USAGE = 2;
    private static final int UNAVAILABLE = 75;

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
    void aTokenIsPrintedOnceWhereNoFileIsNamed() {
        assertThat(run("operator", "add", "eva", "--role", "legal", "--data", data)).isZero();
        assertThat(out.toString()).contains("eva is in, as legal\ntoken  ");
        out.getBuffer().setLength(0);

        assertThat(run("operator", "list", "--data", data)).isZero();

        assertThat(out.toString()).contains("eva", "legal").doesNotContain("token");
    }

    @Test
    void aRoleThatIsNoneIsRefusedAndLeavesNoFile() {
        Path file = work.resolve("t");

        assertThat(run("operator", "add", "eva", "--role", "king", "--data", data))
                .isEqualTo(USAGE);
        assertThat(
                        run(
                                "operator",
                                "rotate",
                                "nobody",
                                "--token-file",
                                file.toString(),
                                "--data",
                                data))
                .isEqualTo(USAGE);

        assertThat(err.toString()).contains("security-officer", "no operator named");
        assertThat(Files.exists(file)).isFalse();
    }

    @Test
    void whoAsksTheDaemonNamesIt() {
        assertThat(run("officer", "list")).isEqualTo(USAGE);
        assertThat(run("officer", "list", "--data", data, "--admin", "http://h:1"))
                .isEqualTo(USAGE);
        assertThat(run("officer", "list", "--data", data)).isEqualTo(UNAVAILABLE);
        assertThat(err.toString()).contains("named twice", "admin-address");
    }

    private int run(String... arguments) {
        return CommandTree.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
