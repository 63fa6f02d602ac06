package dev.varve.tools.command;

import dev.varve.repo.config.ConfigurationFile;
import dev.varve.repo.config.DaemonConfiguration;
import dev.varve.repo.config.ListenAddress;
import dev.varve.repo.daemon.Daemon;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a daemon until it is told to end. */
@Command(
        name = "serve",
        description = {
            "Serve the repository in DIR, made when missing, until SIGTERM or Ctrl-C.",
            "Prints a line that begins with \"ready\" once it serves."
        },
        footer = {
            "",
            "Example:",
            "  varve serve --data /srv/varve --listen 0.0.0.0:7500 --admin 127.0.0.1:7501"
        })
final class ServeCommand extends VarveCommand {
    @Option(names = "--data", paramLabel = "DIR", description = "The repository's directory.")
    @Nullable Path data;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML with all settings; the options here win over it.")
    @Nullable Path config;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Where clients connect. Default: 127.0.0.1:7500.")
    @Nullable String listen;

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            description = "Where health, metrics, jobs and the view are. Default: 127.0.0.1:7501.")
    @Nullable String admin;

    @Override
    int run(Output output) throws IOException, InterruptedException {
        System.setProperty("varve.log", System.getProperty("varve.log", "INFO"));
        Daemon daemon = Daemon.start(configuration());
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Thread ending =
                new Thread(
                        () -> {
                            asked.countDown();
                            awaitQuietly(stopped);
                            // A daemon told to end has done what it was told: not 143.
                            Runtime.getRuntime().halt(DONE);
                        },
                        "varve-ending");
        Runtime.getRuntime().addShutdownHook(ending);
        say(output, daemon);
        try {
            asked.await();
            daemon.stop();
        } finally {
            stopped.countDown();
        }
        return DONE;
    }

    private DaemonConfiguration configuration() throws IOException {
        DaemonConfiguration configuration =
                config == null ? DaemonConfiguration.DEFAULT : ConfigurationFile.read(config);
        if (data != null) {
            configuration = configuration.withData(data);
        }
        if (listen != null) {
            configuration = configuration.withListen(address("--listen", listen));
        }
        if (admin != null) {
            configuration = configuration.withAdmin(address("--admin", admin));
        }
        return configuration;
    }

    private static ListenAddress address(String option, String text) throws IOException {
        try {
            return ListenAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw usage(option + ": " + e.getMessage(), "for example " + option + " 0.0.0.0:7500");
        }
    }

    private void say(Output output, Daemon daemon) {
        ListenAddress clients = ListenAddress.of(daemon.listenAddress());
        ListenAddress administration = ListenAddress.of(daemon.adminAddress());
        output.line(
                "ready: clients at "
                        + clients
                        + ", admin at "
                        + administration
                        + ", repository "
                        + daemon.directory().repositoryId());
        output.event(
                Output.object()
                        .put("ready", true)
                        .put("listen", clients.toString())
                        .put("admin", administration.toString())
                        .put("repository", daemon.directory().repositoryId().toString()));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
