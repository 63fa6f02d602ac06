package dev.varve.tools.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.tools.admin.AdminClient;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The daemon's own work, by its admin side. */
@Command(
        name = "jobs",
        description = "The daemon's own work: checks, and what else it does by the clock.",
        subcommands = {
            JobsCommands.ListJobs.class,
            JobsCommands.Show.class,
            JobsCommands.Run.class,
            JobsCommands.Cancel.class
        })
final class JobsCommands extends GroupCommand {
    private static final String JOBS = "/v1/jobs";
    private static final int FAILED = ErrorCode.INTERNAL.exitCode();

    @Command(
            name = "list",
            description = "List all jobs: when each runs, what it does now, how it went last.",
            footer = {"", "Example:", "  varve jobs list --data /srv/varve"})
    static final class ListJobs extends VarveCommand {
        @Mixin AdminOptions admin = new AdminOptions();

        @Override
        int run(Output output) throws IOException, InterruptedException {
            Table table = new Table("JOB", "TIMES", "WINDOW", "STATE", "NEXT", "LAST");
            ObjectNode result = Output.object();
            try (AdminClient client = admin.connect()) {
                JsonNode jobs = client.get(JOBS + "?limit=1000").path("items");
                result.set("jobs", jobs);
                for (JsonNode job : jobs) {
                    JsonNode last = job.path("last");
                    table.add(
                            job.path("name").asText(),
                            job.path("cron").asText(),
                            dash(job.path("window").asText()),
                            state(job),
                            instant(job.path("nextMillis").asLong()),
                            last.isObject()
                                    ? last.path("outcome").asText()
                                            + " "
                                            + instant(last.path("endedMillis").asLong())
                                    : "-");
                }
            }
            table.print(output);
            output.event(result);
            return DONE;
        }
    }

    /** A command on one job. */
    abstract static class OneJob extends VarveCommand {
        @Mixin AdminOptions admin = new AdminOptions();

        @Parameters(paramLabel = "JOB", description = "Name of the job; see varve jobs list.")
        String job = "";

        String path() {
            return JOBS + "/" + AdminClient.piece(job);
        }

        /** Wishes something of the job, and says what it does then. */
        int wish(Output output, String what) throws IOException, InterruptedException {
            try (AdminClient client = admin.connect()) {
                JsonNode now = client.post(path() + "/" + what);
                output.line(job + ": " + state(now));
                output.event(Output.object().set("job", now));
            }
            return DONE;
        }
    }

    @Command(
            name = "show",
            description = "Show one job: its plan, its run under way, and its history.",
            footer = {"", "Example:", "  varve jobs show check-metadata --data /srv/varve"})
    static final class Show extends OneJob {
        @Override
        int run(Output output) throws IOException, InterruptedException {
            JsonNode shown;
            try (AdminClient client = admin.connect()) {
                shown = client.get(path());
            }
            JsonNode now = shown.path("job");
            output.line("times      " + now.path("cron").asText());
            output.line("jitter     " + now.path("jitterSeconds").asLong() + " s");
            output.line("window     " + dash(now.path("window").asText()));
            output.line("state      " + state(now));
            output.line("next       " + instant(now.path("nextMillis").asLong()));
            output.line("succeeded  " + instant(now.path("succeededMillis").asLong()));
            output.line("");
            history(output, shown.path("history"));
            output.event(Output.object().set("job", shown));
            return DONE;
        }

        private static void history(Output output, JsonNode runs) {
            Table table = new Table("RUN", "STARTED", "SECONDS", "BY", "OUTCOME", "WHAT");
            for (JsonNode run : runs) {
                long startedMillis = run.path("startedMillis").asLong();
                table.add(
                        run.path("number").asLong(),
                        instant(startedMillis),
                        (run.path("endedMillis").asLong() - startedMillis) / 1000,
                        run.path("trigger").asText(),
                        run.path("outcome").asText(),
                        run.path("text").asText());
            }
            table.print(output);
            for (JsonNode finding : runs.path(0).path("findings")) {
                output.line("found by the last: " + finding.asText());
            }
        }
    }

    @Command(
            name = "run",
            description = {
                "Run a job now, whatever its times and window.",
                "With --wait, exit code 85 when it found damage, 70 when it failed."
            },
            footer = {"", "Example:", "  varve jobs run check-metadata --wait --data /srv/varve"})
    static final class Run extends OneJob {
        private static final long LOOK_MILLIS = 500;

        @Option(names = "--wait", description = "End when the run has ended.")
        boolean wait;

        @Override
        int run(Output output) throws IOException, InterruptedException {
            if (!wait) {
                return wish(output, "run");
            }
            try (AdminClient client = admin.connect()) {
                long before = client.get(path()).path("history").path(0).path("number").asLong();
                var _ = client.post(path() + "/run");
                JsonNode last;
                do {
                    Thread.sleep(LOOK_MILLIS);
                    last = client.get(path()).path("history").path(0);
                } while (last.path("number").asLong() <= before);
                return say(output, last);
            }
        }

        private int say(Output output, JsonNode ended) {
            output.line(job + ": " + ended.path("outcome").asText());
            output.line(ended.path("text").asText());
            ended.path("findings").forEach(finding -> output.line("found: " + finding.asText()));
            output.event(Output.object().set("run", ended));
            if (!ended.path("outcome").asText().equals("SUCCEEDED")) {
                return FAILED;
            }
            return ended.path("findingsCount").asLong() == 0 ? DONE : ErrorCode.DAMAGED.exitCode();
        }
    }

    @Command(
            name = "cancel",
            description = {
                "Ask the run of a job to end. It goes on, where it stopped, at the job's next time.",
                "Harmless for a job that does not run."
            },
            footer = {"", "Example:", "  varve jobs cancel check-metadata --data /srv/varve"})
    static final class Cancel extends OneJob {
        @Override
        int run(Output output) throws IOException, InterruptedException {
            return wish(output, "cancel");
        }
    }

    private static String state(JsonNode job) {
        JsonNode running = job.path("running");
        String state = job.path("state").asText();
        if (!running.isObject()) {
            String waitsFor = job.path("waitsFor").asText();
            return waitsFor.isEmpty() ? state : state + " for " + waitsFor;
        }
        long total = running.path("total").asLong();
        String progress =
                total == 0
                        ? ""
                        : " "
                                + running.path("done").asLong()
                                + " of "
                                + total
                                + " "
                                + running.path("unit").asText();
        String stop = running.path("stop").asText();
        return state + progress + (stop.isEmpty() ? "" : ", asked to end: " + stop);
    }

    private static String dash(String text) {
        return text.isEmpty() ? "-" : text;
    }

    private static String instant(long millis) {
        return millis == 0
                ? "-"
                : Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
