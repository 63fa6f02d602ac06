package dev.varve.tools.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a vault keeps and locks. */
@Command(
        name = "policy",
        description = "What a vault keeps and locks.",
        subcommands = {
            PolicyCommands.Set.class,
            PolicyCommands.Show.class,
            PolicyCommands.Simulate.class,
            PolicyCommands.Apply.class
        })
final class PolicyCommands extends GroupCommand {
    /** A policy in options. */
    static final class Rules {
        @Option(names = "--keep-last", paramLabel = "N", description = "The N newest points.")
        int last;

        @Option(names = "--keep-hourly", paramLabel = "N", description = "The newest of N hours.")
        int hourly;

        @Option(names = "--keep-daily", paramLabel = "N", description = "The newest of N days.")
        int daily;

        @Option(names = "--keep-weekly", paramLabel = "N", description = "The newest of N weeks.")
        int weekly;

        @Option(names = "--keep-monthly", paramLabel = "N", description = "The newest of N months.")
        int monthly;

        @Option(names = "--keep-yearly", paramLabel = "N", description = "The newest of N years.")
        int yearly;

        @Option(
                names = "--minimum-age",
                paramLabel = "TIME",
                converter = TimeConverter.class,
                description = "No younger point goes, such as 7d.")
        Duration minimumAge = Duration.ZERO;

        @Option(
                names = "--lock",
                paramLabel = "MODE",
                description = "New points are locked: none, governance or compliance.")
        String lock = "none";

        @Option(
                names = "--lock-for",
                paramLabel = "TIME",
                converter = TimeConverter.class,
                description = "How long, such as 30d.")
        Duration lockTime = Duration.ZERO;

        @Option(
                names = "--zone",
                paramLabel = "ZONE",
                description = "Whose days and weeks, such as Europe/Berlin. Default: UTC.")
        String zone = "";

        ObjectNode body() {
            return Output.object()
                    .put("keepLast", last)
                    .put("keepHourly", hourly)
                    .put("keepDaily", daily)
                    .put("keepWeekly", weekly)
                    .put("keepMonthly", monthly)
                    .put("keepYearly", yearly)
                    .put("minimumAgeSeconds", minimumAge.toSeconds())
                    .put("lockMode", lock)
                    .put("lockSeconds", lockTime.toSeconds())
                    .put("zone", zone);
        }
    }

    private static void say(Output output, JsonNode policy) {
        policy.properties()
                .forEach(field ->
                        output.line(
                                String.format("%-18s", field.getKey())
                                        + field.getValue().asText()));
    }

    private static void sayPlan(Output output, JsonNode plan) {
        for (JsonNode point : plan.get("points")) {
            List<String> reasons = new ArrayList<>();
            point.get("reasons").forEach(reason -> reasons.add(reason.asText()));
            output.line(
                    point.get("point").asText()
                            + "  "
                            + Instant.ofEpochMilli(point.get("committedClockMillis").asLong())
                            + "  "
                            + (point.get("kept").asBoolean()
                                    ? "kept: " + String.join("; ", reasons)
                                    : "GOES"));
        }
        output.line(
                plan.get("going").asInt()
                        + " of "
                        + plan.get("points").size()
                        + " restore points would go at "
                        + Instant.ofEpochMilli(plan.get("clockMillis").asLong())
                        + " by the retention clock");
    }

    @Command(
            name = "set",
            description = {
                "Replace the policy of a vault. Without any keep rule all is kept.",
                "A lock is made weaker only while nothing in the vault is locked."
            },
            footer = {
                "",
                "Example:",
                "  varve policy set --data /srv/varve --vault team --keep-daily 7 --keep-weekly 4 \\",
                "      --keep-monthly 12 --lock compliance --lock-for 14d"
            })
    static final class Set extends AdminCommand {
        @Mixin Rules rules = new Rules();

        @Override
        int run(Output output) throws IOException, InterruptedException {
            say(output, ask(output, "PUT", rules.body(), "policy"));
            return DONE;
        }
    }

    @Command(
            name = "show",
            description = "Show the policy of a vault.",
            footer = {"", "Example:", "  varve policy show --data /srv/varve --vault team"})
    static final class Show extends AdminCommand {
        @Override
        int run(Output output) throws IOException, InterruptedException {
            say(output, ask(output, "GET", null, "policy"));
            return DONE;
        }
    }

    @Command(
            name = "simulate",
            description =
                    "Show which points would go now: under the options, or the vault's policy.",
            footer = {
                "",
                "Examples:",
                "  varve policy simulate --data /srv/varve --vault team",
                "  varve policy simulate --data /srv/varve --vault team --keep-last 3"
            })
    static final class Simulate extends AdminCommand {
        @Mixin Rules rules = new Rules();

        @Override
        int run(Output output) throws IOException, InterruptedException {
            ObjectNode asked = rules.body();
            @Nullable ObjectNode body = asked.equals(new Rules().body()) ? null : asked;
            sayPlan(output, ask(output, "POST", body, "policy", "simulate"));
            return DONE;
        }
    }

    @Command(
            name = "apply",
            description = "End now what the vault's policy lets go.",
            footer = {"", "Example:", "  varve policy apply --data /srv/varve --vault team"})
    static final class Apply extends AdminCommand {
        @Override
        int run(Output output) throws IOException, InterruptedException {
            JsonNode done = ask(output, "POST", null, "expire");
            done.get("expired").forEach(point -> output.line(point.asText() + "  is gone"));
            done.get("refused").forEach(point -> output.line("refused  " + point.asText()));
            output.line(done.get("expired").size() + " restore points ended");
            return DONE;
        }
    }
}
