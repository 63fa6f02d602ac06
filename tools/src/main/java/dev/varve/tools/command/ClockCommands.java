package dev.varve.tools.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.repo.daemon.OfflineRepository;
import dev.varve.repo.retention.clock.ClockStatus;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The retention clock. */
@Command(
        name = "clock",
        description = "The retention clock: the only time by which anything may ever expire.",
        subcommands = {ClockCommands.Status.class, ClockCommands.Trust.class})
final class ClockCommands extends GroupCommand {

    @Command(
            name = "status",
            description = {
                "Show what the clock's record says, and why it is not believed if it is not.",
                "Reads only; beside a running daemon or without it."
            },
            footer = {
                "",
                "Examples:",
                "  varve clock status --data /srv/varve",
                "  varve clock status --data /srv/varve --json"
            })
    static final class Status extends VarveCommand {
        @Option(
                names = "--data",
                required = true,
                paramLabel = "DIR",
                description = "The repository's directory.")
        Path data = Path.of("");

        @Override
        int run(Output output) throws IOException {
            ClockStatus status = OfflineRepository.clock(data);
            output.line("state      " + status.state());
            output.line("clock      " + instant(status.rcMillis()));
            output.line("written    " + instant(status.writtenMillis()));
            output.line("gap        " + duration(status.gapMillis()));
            output.line("caught up  " + duration(status.caughtUpMillis()));
            output.line("witnessed  " + instant(status.targetMillis()));
            output.line(
                    "expiry     "
                            + (status.mayExpire()
                                    ? "allowed by this clock"
                                    : "not allowed by this clock"));
            status.reasons().forEach(reason -> output.line("because    " + reason));
            output.event(describe(status));
            return DONE;
        }

        private static ObjectNode describe(ClockStatus status) {
            ObjectNode object =
                    Output.object()
                            .put("state", status.state().name())
                            .put("mayExpire", status.mayExpire())
                            .put("rcMillis", status.rcMillis())
                            .put("gapMillis", status.gapMillis())
                            .put("caughtUpMillis", status.caughtUpMillis())
                            .put("targetMillis", status.targetMillis())
                            .put("writtenMillis", status.writtenMillis())
                            .put("summary", status.summary());
            ArrayNode reasons = object.putArray("reasons");
            status.reasons().forEach(reasons::add);
            return object;
        }

        private static String instant(long millis) {
            return millis == 0 ? "-" : Instant.ofEpochMilli(millis).toString();
        }

        private static String duration(long millis) {
            return Duration.ofMillis(millis).toString().substring(2).toLowerCase(Locale.ROOT);
        }
    }

    @Command(
            name = "trust",
            description = {
                "Ask that the clock is believed again, in spite of the doubts that it has now.",
                "Another security officer has to approve; it goes on from where it stands, and the"
                        + " time in doubt stays a gap."
            },
            footer = {
                "",
                "Example:",
                "  varve clock trust --why 'the board has a new battery' --data /srv/varve \\",
                "      --token-file eva.token"
            })
    static final class Trust extends OfficerCommands.Asking {
        @Override
        int run(Output output) throws IOException, InterruptedException {
            return request(output, Output.object().put("kind", "trust-clock"));
        }
    }
}
