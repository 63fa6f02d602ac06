package dev.varve.tools.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Locks and holds of restore points. */
final class LockCommands {
    private LockCommands() {}

    /** About one point. */
    abstract static class OfPoint extends AdminCommand {
        @Parameters(paramLabel = "POINT", description = "The whole id of the restore point.")
        String point = "";
    }

    private static void say(Output output, JsonNode label) {
        output.line(
                "lock    "
                        + label.get("mode").asText()
                        + " until "
                        + Instant.ofEpochMilli(label.get("retainUntilMillis").asLong())
                        + " by the retention clock");
        for (JsonNode hold : label.get("holds")) {
            String removed = hold.get("removedBy").asText();
            output.line(
                    "hold    "
                            + hold.get("hold").asText()
                            + "  "
                            + hold.get("who").asText()
                            + ": "
                            + hold.get("why").asText()
                            + (removed.isEmpty() ? "" : ", taken away by " + removed));
        }
        output.line("locked  " + (label.get("locked").asBoolean() ? "yes" : "no"));
    }

    @Command(
            name = "lock",
            description = {
                "Lock a restore point from now on for a time, by the retention clock.",
                "A lock is never made shorter; a compliance lock is ended early by nobody."
            },
            footer = {
                "",
                "Example:",
                "  varve lock 01a2... --data /srv/varve --vault team --mode compliance --for 30d"
            })
    static final class Lock extends OfPoint {
        @Option(
                names = "--mode",
                required = true,
                paramLabel = "MODE",
                description = "governance or compliance.")
        String mode = "";

        @Option(
                names = "--for",
                required = true,
                paramLabel = "TIME",
                converter = TimeConverter.class,
                description = "Such as 90m, 12h, 30d.")
        Duration time = Duration.ZERO;

        @Override
        int run(Output output) throws IOException, InterruptedException {
            say(
                    output,
                    ask(
                            output,
                            "POST",
                            Output.object().put("mode", mode).put("seconds", time.toSeconds()),
                            "points",
                            point,
                            "lock"));
            return DONE;
        }
    }

    @Command(
            name = "unlock",
            description = {
                "Ask that the governance lock of a restore point ends before its time.",
                "Another security officer has to approve; a compliance lock is ended early by"
                        + " nobody."
            },
            footer = {
                "",
                "Example:",
                "  varve unlock 01a2... --vault team --why 'wrong volume' --data /srv/varve \\",
                "      --token-file eva.token"
            })
    static final class Unlock extends OfficerCommands.Asking {
        @Parameters(paramLabel = "POINT", description = "The whole id of the restore point.")
        String point = "";

        @Option(names = "--vault", required = true, paramLabel = "V", description = "The vault.")
        String vault = "";

        @Override
        int run(Output output) throws IOException, InterruptedException {
            return request(
                    output,
                    Output.object()
                            .put("kind", "release-governance")
                            .put("vault", vault)
                            .put("point", point));
        }
    }

    @Command(
            name = "hold",
            description = "Legal holds: while one stands on a point, it stays.",
            subcommands = {Add.class, Remove.class, Show.class})
    static final class Hold extends GroupCommand {}

    @Command(
            name = "add",
            description = "Place a hold on a restore point; for the role legal.",
            footer = {
                "",
                "Example:",
                "  varve hold add 01a2... --data /srv/varve --vault team --why 'case 12' \\",
                "      --token-file lea.token"
            })
    static final class Add extends OfPoint {
        @Option(
                names = "--why",
                required = true,
                paramLabel = "TEXT",
                description = "For the ledger.")
        String why = "";

        @Override
        int run(Output output) throws IOException, InterruptedException {
            say(
                    output,
                    ask(output, "POST", Output.object().put("why", why), "points", point, "holds"));
            return DONE;
        }
    }

    @Command(
            name = "remove",
            description = "Take a hold away; for the role legal.",
            footer = {
                "",
                "Example:",
                "  varve hold remove 01a2... 77f0... --data /srv/varve --vault team \\",
                "      --token-file lea.token"
            })
    static final class Remove extends OfPoint {
        @Parameters(index = "1", paramLabel = "HOLD", description = "The id of the hold.")
        String hold = "";

        @Override
        int run(Output output) throws IOException, InterruptedException {
            say(output, ask(output, "DELETE", null, "points", point, "holds", hold));
            return DONE;
        }
    }

    @Command(
            name = "list",
            description = "Show lock and holds of a restore point.",
            footer = {"", "Example:", "  varve hold list 01a2... --data /srv/varve --vault team"})
    static final class Show extends OfPoint {
        @Override
        int run(Output output) throws IOException, InterruptedException {
            say(output, ask(output, "GET", null, "points", point, "label"));
            return DONE;
        }
    }

    @Command(
            name = "delete",
            description = {
                "End a restore point; its space comes back by compaction.",
                "Exit code 94 while a lock, a hold or the clock forbids it, which is entered in the"
                        + " ledger."
            },
            footer = {
                "",
                "Example:",
                "  varve points delete 01a2... --data /srv/varve --vault team"
            })
    static final class Delete extends OfPoint {
        @Override
        int run(Output output) throws IOException, InterruptedException {
            ask(output, "DELETE", null, "points", point);
            output.line("restore point " + point + " is gone");
            return DONE;
        }
    }
}
