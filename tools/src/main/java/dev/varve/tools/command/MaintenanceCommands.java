package dev.varve.tools.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.tools.output.Output;
import dev.varve.tools.output.Sizes;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
                boolean nothing = done.get("segments").asInt() == 0;
                output.line(
                        (nothing ? "nothing done: " : "not finished: ")
                                + done.get("waiting").asText());
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
        @Option(
                names = "--repair",
                description = "Set right what differs, and what damage kept from being counted.")
        boolean repair;

        @Override
        int run(Output output) throws IOException, InterruptedException {
            JsonNode found =
                    repair
                            ? ask(output, "POST", null, "audit-counts", "repair")
                            : ask(output, "POST", null, "audit-counts");
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
            boolean repaired = found.get("repaired").asBoolean();
            output.line(
                    equal
                            ? "All counts are right."
                            : repaired ? "The counts were set right." : "Counts are NOT right.");
            return equal || repaired ? DONE : ErrorCode.DAMAGED.exitCode();
        }
    }

    @Command(
            name = "heal",
            description = {
                "Look again at damaged restore points, and say what mends those that still are.",
                "Points become whole by themselves when the next push sends what is missing.",
                "Exit code 85 while any is damaged."
            },
            footer = {"", "Example:", "  varve heal --data /srv/varve --vault team"})
    static final class Heal extends AdminCommand {
        @Option(names = "--known", description = "Only say what is known; look at nothing.")
        boolean known;

        @Override
        int run(Output output) throws IOException, InterruptedException {
            JsonNode now =
                    known
                            ? ask(output, "GET", null, "integrity")
                            : ask(output, "POST", null, "heal");
            sayFigures(output, now);
            for (JsonNode each : now.get("damaged")) {
                output.line(
                        "DAMAGED           "
                                + each.get("point").asText()
                                + "  "
                                + list(each.get("chains")));
            }
            boolean whole = now.get("damaged").isEmpty();
            output.line(whole ? "All points that were looked at are whole." : advice(now));
            return whole ? DONE : ErrorCode.DAMAGED.exitCode();
        }

        private static void sayFigures(Output output, JsonNode now) {
            long waits =
                    now.get("oldestUnverifiedMillis").asLong() == 0
                            ? 0
                            : now.get("clockMillis").asLong()
                                    - now.get("oldestUnverifiedMillis").asLong();
            output.line("points            " + now.get("points").asLong());
            output.line("not looked at     " + now.get("unverified").asLong());
            output.line("segments          " + now.get("segments").asLong());
            output.line("never read whole  " + now.get("neverRead").asLong());
            output.line(
                    "oldest unverified byte: "
                            + Duration.ofMillis(waits).truncatedTo(ChronoUnit.SECONDS));
        }

        private static String advice(JsonNode now) {
            return now.get("healingChains").isEmpty()
                    ? "The newest points are whole; older ones heal when a push has what they miss,"
                            + " or end with: varve points delete"
                    : "Back up these chains again; all of their source is read then: "
                            + list(now.get("healingChains"));
        }

        private static String list(JsonNode names) {
            List<String> all = new ArrayList<>();
            names.forEach(name -> all.add(name.asText()));
            return String.join(", ", all);
        }
    }
}
