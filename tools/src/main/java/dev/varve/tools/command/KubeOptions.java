package dev.varve.tools.command;

import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.FabricCluster;
import dev.varve.k8s.cluster.Identity;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster, and as whom. */
final class KubeOptions {
    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Default: $KUBECONFIG, then ~/.kube/config.")
    @Nullable Path kubeconfig;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "A context of the kubeconfig. Default: its current one.")
    String context = "";

    @Option(
            names = "--as",
            paramLabel = "USER",
            description = "Act as this user; whoever runs this must be allowed to impersonate.")
    @Nullable String user;

    @Option(
            names = "--as-group",
            paramLabel = "GROUP",
            description = "A group of that user. May be repeated.")
    List<String> groups = new ArrayList<>();

    /**
     * Opens the cluster.
     *
     * @throws ProtocolException CONFIGURATION when there is no such kubeconfig or context
     */
    Cluster open() throws IOException {
        Cluster cluster;
        try {
            cluster = FabricCluster.of(path(), context);
        } catch (IOException | RuntimeException e) {
            throw new ProtocolException(
                    ErrorCode.CONFIGURATION,
                    "cannot use the kubeconfig: " + e.getMessage(),
                    "name one with --kubeconfig FILE, and one of its contexts with --context NAME",
                    e);
        }
        if (user == null) {
            return cluster;
        }
        try (cluster) {
            return cluster.as(new Identity(user, groups));
        }
    }

    private Path path() {
        if (kubeconfig != null) {
            return kubeconfig;
        }
        String said = System.getenv("KUBECONFIG");
        return said != null && !said.isEmpty()
                ? Path.of(said)
                : Path.of(System.getProperty("user.home"), ".kube", "config");
    }
}
