package dev.varve.tools.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.tools.admin.AdminClient;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What takes two security officers. */
@Command(
        name = "officer",
        description = {
            "Acts of two security officers: one asks, another approves, then it is done.",
            "Each step is in the ledger. Each officer shows a token of their own."
        },
        subcommands = {
            OfficerCommands.Request.class,
            OfficerCommands.Approve.class,
            OfficerCommands.Refuse.class,
            OfficerCommands.ListActs.class
        })
final class OfficerCommands extends GroupCommand {
    private static final String ACTS = "officer-acts";

    /** A request, as other commands make it, too. */
    abstract static class Asking extends DaemonCommand {
        @Option(
                names = "--why",
                required = true,
                paramLabel = "TEXT",
                description = "For the other officer, and the ledger.")
        String why = "";

        @Option(
                names = "--within",
                paramLabel = "TIME",
                converter = TimeConverter.class,
                description = "The time to approve, from 1s to 7d. Default: 24h.")
        @Nullable Duration within;

        int request(Output output, ObjectNode wish) throws IOException, InterruptedException {
            wish.put("why", why);
            if (within != null) {
                wish.put("limitSeconds", within.toSeconds());
            }
            JsonNode act = askDaemon(output, "POST", wish, ACTS);
            say(output, act);
            output.line(
                    "Nothing has happened yet. Another officer: varve officer approve "
                            + act.path("act").asText());
            return DONE;
        }
    }

    private static void say(Output output, JsonNode act) {
        output.line("act      " + act.path("act").asText() + "  " + act.path("state").asText());
        output.line("what     " + act.path("what").asText());
        output.line("because  " + act.path("why").asText());
        output.line(
                "asked    by "
                        + act.path("requestedBy").asText()
                        + " at "
                        + Instant.ofEpochMilli(act.path("requestedMillis").asLong())
                        + ", to be approved within "
                        + Duration.ofSeconds(act.path("limitSeconds").asLong()));
        if (!act.path("decidedBy").asText().isEmpty()) {
            output.line("decided  by " + act.path("decidedBy").asText());
        }
        if (!act.path("outcome").asText().isEmpty()) {
            output.line("outcome  " + act.path("outcome").asText());
        }
    }

    @Command(
            name = "request",
            description = {
                "Ask for an act; nothing happens before another officer approves.",
                "Shorter for two of them: varve unlock, varve clock trust."
            },
            footer = {
                "",
                "Examples:",
                "  varve officer request release-governance --vault team --point 01a2... \\",
                "      --why 'wrong volume' --data /srv/varve --token-file eva.token",
                "  varve officer request weaken-policy --vault team --keep-last 5 \\",
                "      --lock governance --lock-for 7d --why 'new contract' \\",
                "      --data /srv/varve --token-file eva.token",
                "  varve officer request trust-clock --why 'the battery is new' --within 2h \\",
                "      --admin http://127.0.0.1:7501 --token-file eva.token"
            })
    static final class Request extends Asking {
        @Parameters(
                paramLabel = "ACT",
                description = "release-governance, weaken-policy or trust-clock.")
        String kind = "";

        @Option(names = "--vault", paramLabel = "V", description = "The vault, where it needs one.")
        @Nullable String vault;

        @Option(
                names = "--point",
                paramLabel = "POINT",
                description = "The whole id of the restore point, of a release.")
        @Nullable String point;

        @Mixin PolicyCommands.Rules rules = new PolicyCommands.Rules();

        @Override
        int run(Output output) throws IOException, InterruptedException {
            ObjectNode wish = Output.object().put("kind", kind);
            if (vault != null) {
                wish.put("vault", vault);
            }
            if (point != null) {
                wish.put("point", point);
            }
            if (kind.equals("weaken-policy")) {
                wish.set("policy", rules.body());
            }
            return request(output, wish);
        }
    }

    @Command(
            name = "approve",
            description = {
                "Approve what another officer asked for: it is done at once.",
                "Exit code 79 for who asked, 96 when the time is over."
            },
            footer = {
                "",
                "Example:",
                "  varve officer approve 12 --data /srv/varve --token-file ben.token"
            })
    static final class Approve extends DaemonCommand {
        @Parameters(paramLabel = "NUMBER", description = "Of the act; see varve officer list.")
        String act = "";

        @Override
        int run(Output output) throws IOException, InterruptedException {
            say(output, askDaemon(output, "POST", null, ACTS, act, "approve"));
            return DONE;
        }
    }

    @Command(
            name = "refuse",
            description = "Refuse what another officer asked for, or take an own request back.",
            footer = {
                "",
                "Example:",
                "  varve officer refuse 12 --why 'not agreed' --data /srv/varve \\",
                "      --token-file ben.token"
            })
    static final class Refuse extends DaemonCommand {
        @Parameters(paramLabel = "NUMBER", description = "Of the act; see varve officer list.")
        String act = "";

        @Option(
                names = "--why",
                required = true,
                paramLabel = "TEXT",
                description = "For the ledger.")
        String why = "";

        @Override
        int run(Output output) throws IOException, InterruptedException {
            ObjectNode body = Output.object().put("why", why);
            say(output, askDaemon(output, "POST", body, ACTS, act, "refuse"));
            return DONE;
        }
    }

    @Command(
            name = "list",
            description = "List the acts, oldest first, and what became of them.",
            footer = {"", "Example:", "  varve officer list --data /srv/varve --json"})
    static final class ListActs extends DaemonCommand {
        @Option(
                names = "--after",
                paramLabel = "NUMBER",
                description = "Only acts behind this one; at most 1000 are listed.")
        String after = "";

        @Override
        int run(Output output) throws IOException, InterruptedException {
            JsonNode page;
            try (AdminClient client = admin.connect()) {
                page = client.get("/v1/" + ACTS + "?limit=1000&after=" + AdminClient.piece(after));
            }
            Table table = new Table("ACT", "STATE", "ASKED BY", "DECIDED BY", "WHAT");
            for (JsonNode act : page.path("items")) {
                table.add(
                        act.path("act").asText(),
                        act.path("state").asText(),
                        act.path("requestedBy").asText(),
                        act.path("decidedBy").asText(),
                        act.path("what").asText());
            }
            table.print(output);
            output.event(Output.object().set("acts", page.path("items")));
            return DONE;
        }
    }
}
