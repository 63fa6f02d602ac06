package dev.varve.k8s.kube;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.FabricCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a real API server, as a parameter of this type; one for all tests of a JVM. {@code
 * VARVE_TEST_KUBECONFIG} names that of a running cluster (admin; beside it, with {@code .tenant} at
 * its end, that of a user without rights); else {@code VARVE_KUBE_UP} names a script that starts a
 * control plane in the folder it is given, with a script {@code down} beside it that stops it. With
 * neither, the test is skipped and says so.
 */
public final class KubeServer implements AutoCloseable {
    private static final String KUBECONFIG = "VARVE_TEST_KUBECONFIG";
    private static final String OTHER_KUBECONFIG = "VARVE_OTHER_TEST_KUBECONFIG";
    private static final String UP = "VARVE_KUBE_UP";
    private static final long START_SECONDS = 120;
    private static final Pattern GO = Pattern.compile("go1\\.(\\d+)");

    private final Path kubeconfig;
    private final @Nullable Path up;
    private final List<Runnable> atEnd = new CopyOnWriteArrayList<>();

    private KubeServer(Path kubeconfig, @Nullable Path up) {
        this.kubeconfig = kubeconfig;
        this.up = up;
    }

    /** Path of the administrator's kubeconfig. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    /** Path of the kubeconfig of user {@code tenant}, group {@code tenants}, who has no rights. */
    public Path tenantKubeconfig() {
        return Path.of(kubeconfig + ".tenant");
    }

    /** The cluster as its administrator sees it. */
    public Cluster admin() {
        return open(kubeconfig);
    }

    public Cluster tenant() {
        return open(tenantKubeconfig());
    }

    /**
     * False for builds that end at the first object of a custom kind: before 1.22, Kubernetes
     * brought a JSON library that reads memory it must not when a Go of 1.18 or later built it.
     */
    public boolean keepsCustomObjects() throws IOException, InterruptedException {
        try (FabricCluster cluster = FabricCluster.of(kubeconfig, "")) {
            JsonNode version = cluster.build();
            Matcher go = GO.matcher(version.path("goVersion").asText());
            boolean newGo = go.find() && Integer.parseInt(go.group(1)) >= 18;
            int minor =
                    Integer.parseInt(
                            ("0" + version.path("minor").asText()).replaceAll("[^0-9].*", ""));
            boolean old = version.path("gitVersion").asText().startsWith("v0.0.0") || minor < 22;
            return !(old && newGo);
        }
    }

    private static Cluster open(Path config) {
        try {
            return FabricCluster.of(config, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A second API server beside that of all tests: of {@code VARVE_OTHER_TEST_KUBECONFIG}, or one
     * that is started. It must not be older than the first. To be closed.
     */
    public static KubeServer another() throws IOException, InterruptedException {
        return start(OTHER_KUBECONFIG);
    }

    private static KubeServer start(String kubeconfig) throws IOException, InterruptedException {
        String given = System.getenv(kubeconfig);
        if (given != null) {
            return new KubeServer(Path.of(given), null);
        }
        Path script = script().orElse(null);
        if (script == null) {
            return Assumptions.abort("no API server for tests: set " + kubeconfig + " or " + UP);
        }
        if (!isOnPath("etcd")) {
            return Assumptions.abort(
                    "no API server for tests: " + script + " needs etcd (Debian: etcd-server)");
        }
        Path folder = Files.createTempDirectory("varve-kube");
        run(script, folder);
        return new KubeServer(folder.resolve("kubeconfig"), script);
    }

    private static boolean isOnPath(String command) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(folder -> Path.of(folder).resolve(command))
                .anyMatch(Files::isExecutable);
    }

    private static Optional<Path> script() {
        return Stream.of(
                        Optional.ofNullable(System.getenv(UP)).map(Path::of).stream(),
                        Stream.of(
                                Path.of(System.getProperty("varve.root", "."))
                                        .resolve("../shared/kube/up")))
                .flatMap(each -> each)
                .map(path -> path.toAbsolutePath().normalize())
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void run(Path script, Path folder) throws IOException, InterruptedException {
        Path log = folder.resolve("script.log");
        Process process =
                new ProcessBuilder(script.toString(), folder.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(script + " failed:\n" + Files.readString(log));
        }
    }

    /** What all tests together leave behind is taken back when the last has ended. */
    void atEnd(Runnable work) {
        atEnd.add(work);
    }

    @Override
    public void close() throws IOException {
        if (up == null) {
            atEnd.forEach(Runnable::run);
            return;
        }
        Path folder = java.util.Objects.requireNonNull(kubeconfig.getParent());
        try {
            run(up.resolveSibling("down"), folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        Awaitility.await("the end of the control plane's files")
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(IOException.class) // etcd still writes while it ends
                .until(() -> delete(folder));
    }

    private static boolean delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException e) {
            return false;
        }
        return !Files.exists(folder);
    }

    /** Resolves parameters of tests. */
    public static final class Extension implements ParameterResolver {
        private static final ExtensionContext.Namespace SPACE =
                ExtensionContext.Namespace.create(KubeServer.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == KubeServer.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(SPACE)
                    .getOrComputeIfAbsent(
                            KubeServer.class, key -> startUnchecked(), KubeServer.class);
        }

        private static KubeServer startUnchecked() {
            try {
                return start(KUBECONFIG);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
