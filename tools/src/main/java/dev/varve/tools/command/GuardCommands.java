package dev.varve.tools.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.repo.daemon.GuardProcess;
import dev.varve.repo.daemon.OfflineRepository;
import dev.varve.repo.retention.guard.GuardAudit;
import dev.varve.repo.retention.ledger.LedgerIntents;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The helper that guards sealed segments, and what it came to. */
@Command(
        name = "guard",
        description = "The guard of sealed segments: flags of the file system, by a helper.",
        subcommands = {GuardCommands.Serve.class, GuardCommands.Status.class})
final class GuardCommands extends GroupCommand {

    /** Runs the helper until it is told to end. */
    @Command(
            name = "serve",
            description = {
                "Run the privileged helper of the repository in DIR, until SIGTERM or Ctrl-C.",
                "Needs CAP_LINUX_IMMUTABLE; answers one user alone; prints \"ready\" once it serves."
            },
            footer = {
                "",
                "Examples:",
                "  varve guard serve --data /srv/varve --socket /run/varve/guard.sock",
                "  varve guard serve --data /srv/varve --socket /run/varve/guard.sock --user varve"
            })
    static final class Serve extends VarveCommand {
        @Option(
                names = "--data",
                required = true,
                paramLabel = "DIR",
                description = "The repository's directory.")
        Path data = Path.of("");

        @Option(
                names = "--socket",
                required = true,
                paramLabel = "PATH",
                description = "Where the daemon reaches it: its key guard.socket.")
        Path socket = Path.of("");

        @Option(
                names = "--user",
                paramLabel = "NAME|UID",
                description = "The only user that is answered. Default: who owns DIR.")
        @Nullable String user;

        @Override
        int run(Output output) throws IOException {
            System.setProperty("varve.log", System.getProperty("varve.log", "INFO"));
            // No ledger is read yet: what was sealed is kept.
            GuardProcess process =
                    GuardProcess.open(data, socket, user, new LedgerIntents(data)::intended);
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, stopped)));
            output.line(
                    "ready: guards "
                            + data
                            + " for user "
                            + process.answered()
                            + " at "
                            + socket
                            + ", "
                            + process.sealed()
                            + " segments sealed");
            output.event(
                    Output.object()
                            .put("ready", true)
                            .put("socket", socket.toString())
                            .put("user", process.answered())
                            .put("sealed", process.sealed()));
            try {
                process.run();
            } finally {
                stopped.countDown();
            }
            return DONE;
        }

        private static void end(GuardProcess process, CountDownLatch stopped) {
            try {
                process.close();
                stopped.await();
            } catch (IOException failed) {
                System.err.println("varve guard: " + failed.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            // A helper told to end has done what it was told: not 143.
            Runtime.getRuntime().halt(DONE);
        }
    }

    /** What is guarded now. */
    @Command(
            name = "status",
            description = {
                "Show how far sealed segments are guarded, and what is not as the helper left it.",
                "With --socket the helper is asked to seal and release a probe; without, the flags"
                        + " of sealed segments are compared with the helper's log only."
            },
            footer = {
                "",
                "Examples:",
                "  varve guard status --data /srv/varve",
                "  varve guard status --data /srv/varve --socket /run/varve/guard.sock --json"
            })
    static final class Status extends VarveCommand {
        @Option(
                names = "--data",
                required = true,
                paramLabel = "DIR",
                description = "The repository's directory.")
        Path data = Path.of("");

        @Option(names = "--socket", paramLabel = "PATH", description = "Where the helper listens.")
        @Nullable Path socket;

        @Override
        int run(Output output) throws IOException {
            OfflineRepository.Guarded guarded = OfflineRepository.guard(data, socket);
            output.line("level      " + guarded.status().level());
            output.line("because    " + guarded.status().reason());
            output.line("sealed     " + guarded.audit().sealed());
            for (GuardAudit.Finding finding : guarded.audit().findings()) {
                output.line("found      " + finding.what());
            }
            output.event(describe(guarded));
            return DONE;
        }

        private static ObjectNode describe(OfflineRepository.Guarded guarded) {
            ObjectNode object =
                    Output.object()
                            .put("level", guarded.status().level().name())
                            .put("reason", guarded.status().reason())
                            .put("sealed", guarded.audit().sealed());
            ArrayNode findings = object.putArray("findings");
            guarded.audit().findings().forEach(finding -> findings.add(finding.what()));
            return object;
        }
    }
}
