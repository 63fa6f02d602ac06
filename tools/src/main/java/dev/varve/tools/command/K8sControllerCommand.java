package dev.varve.tools.command;

import dev.varve.k8s.controller.Controller;
import dev.varve.k8s.controller.HookOrigins;
import dev.varve.k8s.controller.KubeAccess;
import dev.varve.k8s.controller.Settings;
import dev.varve.k8s.volume.MoverSettings;
import dev.varve.k8s.volume.ReadingLimits;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the controller until it is told to end. */
@Command(
        name = "controller",
        description = {
            "Keep a cluster protected as its custom resources say, until SIGTERM or Ctrl-C.",
            "Runs inside the cluster by its ServiceAccount, or outside by a kubeconfig.",
            "Of several, one leads; one that loses the lease ends with code 75."
        },
        footer = {
            "",
            "Examples:",
            "  varve k8s controller --cluster prod",
            "  varve k8s controller --cluster prod --mover-image registry.example.com/varve:1"
                    + " --mover-namespace varve-movers",
            "  varve k8s controller --cluster prod --namespace team-a --home team-a",
            "  varve k8s controller --cluster test --kubeconfig ~/.kube/config --home varve"
        })
final class K8sControllerCommand extends VarveCommand {
    private static final Path HOME_FILE =
            Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final String DEFAULT_HOME = "varve";
    private static final int LOST = ErrorCode.UNAVAILABLE.exitCode();

    @Option(
            names = "--cluster",
            required = true,
            paramLabel = "NAME",
            description = "What this cluster is called in vaults, where a policy says nothing.")
    String cluster = "";

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Default: the ServiceAccount of the Pod that this runs in.")
    @Nullable Path kubeconfig;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "A context of the kubeconfig. Default: its current one.")
    String context = "";

    @Option(
            names = "--home",
            paramLabel = "NAMESPACE",
            description =
                    "Namespace of the lease, in which runs have the controller's own rights."
                            + " Default: that of the Pod, else varve.")
    @Nullable String home;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Keep only this one. May be repeated. Default: all.")
    List<String> namespaces = new ArrayList<>();

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where journals of runs are kept. Default: ~/.local/state/varve.")
    @Nullable Path state;

    @Option(
            names = "--runs-at-once",
            paramLabel = "N",
            description = "Backups and restores at once. Default: 2.")
    int runsAtOnce = 2;

    @Option(
            names = "--give-up",
            paramLabel = "HOURS",
            description = "A run that could not be begun for so long has failed. Default: 24.")
    int giveUpHours = 24;

    @Option(
            names = "--hook-origin",
            paramLabel = "ORIGIN",
            description =
                    "Where this process sends HTTP requests that hooks of policies ask for, as"
                            + " https://hooks.example.com:8443. May be repeated. Default: nowhere.")
    List<String> hookOrigins = new ArrayList<>();

    @Option(
            names = "--mover-image",
            paramLabel = "IMAGE",
            description =
                    "This project's image, for the Pods that move the data of volumes."
                            + " Default: none, and backups take objects only.")
    String moverImage = "";

    @Option(
            names = "--mover-namespace",
            paramLabel = "NAMESPACE",
            description =
                    "Where those Pods run; nobody else should read Secrets there."
                            + " Default: that of --home.")
    @Nullable String moverNamespace;

    @Option(
            names = "--mover-service-account",
            paramLabel = "NAME",
            description =
                    "A ServiceAccount there that may get VolumeSnapshots: as it, movers ask the"
                            + " driver which blocks changed. Default: none, and devices are read in"
                            + " full.")
    String moverServiceAccount = "";

    @Option(
            names = "--kubelet-directory",
            defaultValue = MoverSettings.KUBELET,
            paramLabel = "DIR",
            description =
                    "The kubelet's root directory on the nodes, for volumes that are read where a Pod"
                            + " has them. Default: ${DEFAULT-VALUE}.")
    String kubelet = "";

    @Option(
            names = "--movers",
            paramLabel = "N",
            description =
                    "Volumes that one backup reads side by side, at most; StorageProfiles may allow"
                            + " fewer on a node and of a driver. Default: 4.")
    int movers = ReadingLimits.MOVERS;

    @Option(
            names = "--health-port",
            paramLabel = "PORT",
            description = "Where /healthz and /readyz are. Default: 8080.")
    int healthPort = 8080;

    @Override
    int run(Output output) throws IOException, InterruptedException {
        System.setProperty("varve.log", System.getProperty("varve.log", "INFO"));
        Controller controller = start();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    asked.countDown();
                                    awaitQuietly(stopped);
                                    Runtime.getRuntime().halt(DONE);
                                },
                                "varve-ending"));
        output.line("ready: health at port " + controller.healthPort());
        output.event(Output.object().put("ready", true).put("healthPort", controller.healthPort()));
        try {
            asked.await();
            controller.close();
        } finally {
            stopped.countDown();
        }
        return DONE;
    }

    private Controller start() throws IOException {
        try {
            return Controller.start(
                    new KubeAccess(Optional.ofNullable(kubeconfig), context),
                    settings(),
                    healthPort,
                    () -> Runtime.getRuntime().halt(LOST));
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()), "see varve k8s controller --help");
        } catch (RuntimeException e) {
            throw new ProtocolException(
                    ErrorCode.UNAVAILABLE,
                    "the controller cannot start: " + reason(e),
                    "are the CRDs installed, and may this user read and write them?",
                    e);
        }
    }

    private static String reason(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String said = deepest.getMessage();
        return said == null ? deepest.getClass().getSimpleName() : said; // timeouts say nothing
    }

    private Settings settings() throws IOException {
        return new Settings(
                home(),
                namespaces,
                cluster,
                Files.createDirectories(state == null ? StateDirectory.standard() : state),
                runsAtOnce,
                identity(),
                Duration.ofHours(giveUpHours),
                HookOrigins.of(hookOrigins),
                movers());
    }

    private Optional<Settings.Movers> movers() throws IOException {
        return moverImage.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Settings.Movers(
                                moverNamespace == null ? home() : moverNamespace,
                                moverImage,
                                moverServiceAccount,
                                movers,
                                kubelet));
    }

    private String home() throws IOException {
        if (home != null) {
            return home;
        }
        return Files.isReadable(HOME_FILE) ? Files.readString(HOME_FILE).strip() : DEFAULT_HOME;
    }

    /**
     * The Pod's name is the host's; two processes of one host are told apart by their numbers. Read
     * from the kernel: not every host finds its own name by asking for an address.
     */
    private static String identity() throws IOException {
        return Files.readString(HOST_NAME).strip() + "-" + ProcessHandle.current().pid();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
