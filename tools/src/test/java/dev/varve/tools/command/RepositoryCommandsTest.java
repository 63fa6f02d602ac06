package dev.varve.tools.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The directory alone means what {@code --data} says; a segment is one, or all. */
class RepositoryCommandsTest {
    private static final String SEGMENT = "meta/0000000000000001.seg";
    private static final int DAMAGED = 85;
    private static final int USAGE = 2;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir Path work = Path.of("");
    private Path data = Path.of("");

    @BeforeEach
    void aRepository() {
        data = work.resolve("data");
        assertThat(run("vault", "create", "v", "--data", data.toString())).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stat", "rebuild-index", "dump-segment"})
    void theDirectoryIsNamedAloneOrByItsOption(String command) throws IOException {
        List<JsonNode> alone = json("repo", command, data.toString(), "--json");
        List<JsonNode> option = json("repo", command, "--data", data.toString(), "--json");

        assertThat(alone).hasSameSizeAs(option);
        for (String figure : List.of("points", "segments", "storedBytes", "good")) {
            assertThat(alone.getLast().get(figure)).isEqualTo(option.getLast().get(figure));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stat", "rebuild-index", "dump-segment"})
    void noDirectoryIsAUsageError(String command) {
        assertThat(run("repo", command)).isEqualTo(USAGE);
        assertThat(err.toString())
                .contains("not named [USAGE]")
                .contains("varve repo " + command + " DIR, or --data DIR");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stat", "rebuild-index"})
    void twoDirectoriesAreAUsageError(String command) {
        assertThat(run("repo", command, "one", "--data", "two")).isEqualTo(USAGE);
        assertThat(err.toString()).contains("named twice: one and --data two [USAGE]");
    }

    @Test
    void onlyOneSegmentIsNamedBesideTheOption() {
        assertThat(run("repo", "dump-segment", "one", "two", "--data", "three")).isEqualTo(USAGE);
        assertThat(err.toString()).contains("not one and two [USAGE]");
    }

    @Test
    void oneSegmentIsPrintedByEitherForm() throws IOException {
        goldenSegment();

        List<JsonNode> alone = json("repo", "dump-segment", data.toString(), SEGMENT, "--json");
        List<JsonNode> option =
                json("repo", "dump-segment", SEGMENT, "--data", data.toString(), "--json");

        assertThat(alone).isEqualTo(option).hasSize(1);
        assertThat(alone.getFirst().get("segment").asText()).isEqualTo(SEGMENT);
        assertThat(alone.getFirst().get("text").asText()).contains("2 records");
    }

    @Test
    void aSegmentThatCannotBeReadDoesNotHideTheOthers() throws IOException {
        goldenSegment();
        Files.writeString(data.resolve("segments/data/00000000000000ff.seg"), "no segment");

        int exitCode = run("repo", "dump-segment", data.toString());

        assertThat(exitCode).isEqualTo(DAMAGED);
        assertThat(out.toString())
                .contains("data/00000000000000ff.seg: ")
                .contains("class META")
                .endsWith("2 segments, 1 damaged\n");
    }

    @Test
    void aSegmentOutsideOfTheDirectoryIsRefused() {
        int exitCode = run("repo", "dump-segment", "../../elsewhere", "--data", data.toString());

        assertThat(exitCode).isEqualTo(USAGE);
        assertThat(err.toString()).contains("is not below " + data);
    }

    private void goldenSegment() throws IOException {
        String root = Objects.requireNonNull(System.getProperty("varve.root"), "varve.root");
        Files.copy(
                Path.of(root, "repo-daemon/src/test/resources/golden/segment-v1.seg"),
                data.resolve("segments").resolve(SEGMENT));
    }

    private List<JsonNode> json(String... arguments) throws IOException {
        out.getBuffer().setLength(0);
        assertThat(run(arguments)).as(err::toString).isZero();
        ObjectMapper mapper = new ObjectMapper();
        try (var lines = mapper.readerFor(JsonNode.class).<JsonNode>readValues(out.toString())) {
            return lines.readAll();
        }
    }

    private int run(String... arguments) {
        return CommandTree.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
