package dev.varve.protocol.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ErrorCodeTest {
    private static final Path WIRE = Path.of("..", "docs", "formats", "wire.md");
    private static final Pattern ROW =
            Pattern.compile("(?m)^(\\| \\d+ \\| [A-Z_]+ \\| (?:yes|no) \\| \\d+ \\|) \\S");

    @Test
    void theTableInTheDocumentsIsThisOne() throws IOException {
        List<String> documented =
                ROW.matcher(Files.readString(WIRE)).results().map(row -> row.group(1)).toList();

        assertThat(documented)
                .containsExactlyElementsOf(
                        Arrays.stream(ErrorCode.values()).map(ErrorCodeTest::row).toList());
    }

    private static String row(ErrorCode code) {
        return String.format(
                "| %d | %s | %s | %d |",
                code.number(), code, code.retriable() ? "yes" : "no", code.exitCode());
    }
}
