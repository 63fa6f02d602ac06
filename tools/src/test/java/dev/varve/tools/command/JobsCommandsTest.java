package dev.varve.tools.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.protocol.message.Encryption;
import dev.varve.repo.config.DaemonConfiguration;
import dev.varve.repo.config.ListenAddress;
import dev.varve.repo.config.StoreConfiguration;
import dev.varve.repo.daemon.Daemon;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Against a real daemon. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobsCommandsTest {
    private static final int UNAVAILABLE = 75;
    private static final int USAGE = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Path data;
    private final Daemon daemon;

    JobsCommandsTest(@TempDir Path data) throws IOException {
        this.data = data;
        ListenAddress anyPort = new ListenAddress("127.0.0.1", 0);
        this.daemon =
                Daemon.start(
                        DaemonConfiguration.DEFAULT
                                .withData(data)
                                .withListen(anyPort)
                                .withAdmin(anyPort)
                                .withStore(
                                        new StoreConfiguration(
                                                32 << 20, 600, 8 << 20, 4 << 20, 0)));
        daemon.directory().vaults().create("team", Encryption.ENCRYPTION_NONE);
    }

    @AfterAll
    void stop() throws IOException {
        daemon.stop();
    }

    @BeforeEach
    void nothingSaidYet() {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
    }

    @Test
    void allJobsAreListedForPeopleAndForPrograms() throws IOException {
        assertThat(run("jobs", "list", "--data", data.toString())).isZero();
        assertThat(out.toString()).contains("check-metadata", "0 2 * * *", "PLANNED");

        JsonNode jobs = json("jobs", "list", "--data", data.toString(), "--json").get("jobs");
        assertThat(jobs.findValuesAsText("name")).contains("check-metadata", "check-weekly");
    }

    @Test
    void aJobRunsWhenAskedForAndItsHistorySaysHowItWent() throws IOException {
        assertThat(run("jobs", "run", "check-metadata", "--data", data.toString())).isZero();
        assertThat(out.toString()).startsWith("check-metadata: ");

        await().untilAsserted(() -> {
            JsonNode shown =
                    json("jobs", "show", "check-metadata", "--data", data.toString(), "--json");
            JsonNode last = shown.at("/job/history/0");
            assertThat(last.path("outcome").asText()).isEqualTo("SUCCEEDED");
            assertThat(last.path("trigger").asText()).isEqualTo("REQUEST");
            assertThat(last.path("text").asText()).isEqualTo("1 vaults, 0 points: nothing found");
        });
        nothingSaidYet();
        assertThat(run("jobs", "show", "check-metadata", "--data", data.toString())).isZero();
        assertThat(out.toString()).contains("REQUEST", "SUCCEEDED", "nothing found");
    }

    @Test
    void cancellingWhatDoesNotRunIsHarmless() {
        assertThat(run("jobs", "cancel", "check-weekly", "--data", data.toString())).isZero();
        assertThat(out.toString()).contains("check-weekly: PLANNED");
    }

    @Test
    void anotherMachineNamesAddressAndToken() {
        assertThat(
                        run(
                                "jobs",
                                "list",
                                "--admin",
                                "http://127.0.0.1:" + daemon.adminAddress().getPort(),
                                "--token-file",
                                data.resolve("admin-token").toString()))
                .isZero();
    }

    @Test
    void anUnknownJobIsAUsageErrorThatNamesTheOthers() {
        assertThat(run("jobs", "show", "a b?c", "--data", data.toString())).isEqualTo(USAGE);
        assertThat(run("jobs", "run", "scrubb", "--data", data.toString())).isEqualTo(USAGE);
        assertThat(err.toString()).contains("no job \"scrubb\"", "check-metadata");
    }

    @Test
    void theDaemonIsNamedOnce() {
        assertThat(run("jobs", "list")).isEqualTo(USAGE);
        assertThat(run("jobs", "list", "--data", "x", "--admin", "http://h:1")).isEqualTo(USAGE);
    }

    @Test
    void withoutADaemonItIsUnavailable(@TempDir Path other) {
        String directory = other.resolve("data").toString();
        assertThat(run("vault", "create", "v", "--data", directory)).isZero();

        assertThat(run("jobs", "list", "--data", directory)).isEqualTo(UNAVAILABLE);
        assertThat(err.toString()).contains("no daemon serves", "varve serve --data");
    }

    private JsonNode json(String... arguments) throws IOException {
        nothingSaidYet();
        assertThat(run(arguments)).as(err::toString).isZero();
        return JSON.readTree(out.toString());
    }

    private int run(String... arguments) {
        return CommandTree.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
