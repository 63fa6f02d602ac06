package dev.varve.tools.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;

/** Runs commands of the command line in this process, as a script would by name. */
final class Commands {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Supplier<CommandLine> commandLines;

    Commands(Supplier<CommandLine> commandLines) {
        this.commandLines = commandLines;
    }

    /**
     * Runs a command with {@code --json} and gives its last line.
     *
     * @throws ProtocolException with the command's words when it does not end with 0
     */
    JsonNode run(String... arguments) throws IOException {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = commandLines.get();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = "--json";
        int exitCode = line.execute(all);
        List<String> lines = out.toString().lines().toList();
        if (exitCode != 0 || lines.isEmpty()) {
            throw new ProtocolException(
                    exitCode == ErrorCode.CANCELLED.exitCode()
                            ? ErrorCode.CANCELLED
                            : ErrorCode.INTERNAL,
                    "varve "
                            + String.join(" ", arguments)
                            + " ended with "
                            + exitCode
                            + ": "
                            + (lines.isEmpty() ? "" : lines.getLast())
                            + err,
                    "");
        }
        return MAPPER.readTree(lines.getLast());
    }
}
