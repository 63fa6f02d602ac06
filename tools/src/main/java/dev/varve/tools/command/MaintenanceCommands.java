package dev.varve.tools.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.tools.output.Output;
import dev.varve.tools.output.Sizes;
import java.io.IOException;
import picocli.CommandLine.Command;

/** Work on a whole vault that a running daemon does when asked. */
final class MaintenanceCommands {
    private MaintenanceCommands() {}

    @Command(
            name = "compact",
            description = "Give back the space of what no restore point uses any more.",
            footer = {"", "Example:", "  varve repo compact --data /srv/varve --vault team"})
    static final class Compact extends AdminCommand {
        @Override
        int run(Output output) throws IOException, InterruptedException {
            JsonNode done = ask(output, "POST", null, "compact");
            if (!done.get("waiting").asText().isEmpty()) {
                output.line("nothing done: " + done.get("waiting").asText());
            }
            output.line("segments deleted  " + done.get("segments").asInt());
            output.line("moved             " + Sizes.bytes(done.get("movedBytes").asLong()));
            output.line("freed             " + Sizes.bytes(done.get("freedBytes").asLong()));
            output.line("locked segments   " + done.get("lockedSegments").asInt());
            return DONE;
        }
    }

    @Command(
            name = "audit-counts",
            description = {
                "Count all references again from the restore points, beside running work.",
                "Exit code 85 when something differs."
            },
            footer = {"", "Example:", "  varve repo audit-counts --data /srv/varve --vault team"})
    static final class AuditCounts extends AdminCommand {
        @Override
        int run(Output output) throws IOException, InterruptedException {
            JsonNode found = ask(output, "POST", null, "audit-counts");
            output.line("points       " + found.get("points").asLong());
            output.line("objects      " + found.get("objects").asLong());
            for (JsonNode each : found.get("differences")) {
                output.line(
                        "DIFFERENCE   "
                                + each.get("kind").asText()
                                + " "
                                + each.get("idPrefix").asText()
                                + ": counted "
                                + each.get("tooMany").asLong()
                                + " too many");
            }
            boolean equal = found.get("differences").isEmpty();
            output.line(equal ? "All counts are right." : "Counts are NOT right.");
            return equal ? DONE : ErrorCode.DAMAGED.exitCode();
        }
    }
}
