package dev.varve.k8s.controller;

import dev.varve.k8s.cluster.Access;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.Identity;
import dev.varve.k8s.resource.Api;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * With whose rights a run acts: those of a ServiceAccount of the run's own namespace, who must be
 * allowed to make such runs there. docs/decisions/0018-runs-act-as-service-accounts.md.
 */
final class Actors {
    private static final String DEFAULT = "default";

    private final Supplier<Cluster> own;
    private final String home;

    /**
     * The actors of a cluster.
     *
     * @param own gives the cluster with the controller's rights
     * @param home in this namespace a run that names nobody has the controller's rights
     */
    Actors(Supplier<Cluster> own, String home) {
        this.own = own;
        this.home = home;
    }

    /**
     * The cluster as a run sees it; to be closed.
     *
     * @param plural of the run's kind
     * @throws ProtocolException FORBIDDEN when the ServiceAccount may not make such runs
     */
    Cluster cluster(String namespace, String serviceAccount, String plural)
            throws IOException, InterruptedException {
        if (isOwn(namespace, serviceAccount)) {
            return own.get();
        }
        String name = serviceAccount.isEmpty() ? DEFAULT : serviceAccount;
        try (Cluster controller = own.get()) {
            // Without groups the API server gives those that ServiceAccounts have.
            Cluster cluster = controller.as(new Identity(user(namespace, name), List.of()));
            try {
                require(cluster, namespace, name, plural);
                return cluster;
            } catch (IOException | InterruptedException | RuntimeException e) {
                cluster.close();
                throw e;
            }
        }
    }

    /** Whether a run that names this ServiceAccount acts with the controller's own rights. */
    boolean isOwn(String namespace, String serviceAccount) {
        return serviceAccount.isEmpty() && namespace.equals(home);
    }

    /** The cluster as the controller itself sees it; to be closed. */
    Cluster own() {
        return own.get();
    }

    private static String user(String namespace, String name) {
        return "system:serviceaccount:" + namespace + ":" + name;
    }

    private static void require(Cluster cluster, String namespace, String name, String plural)
            throws IOException, InterruptedException {
        Access making = new Access("create", Api.GROUP, plural, "", namespace, "");
        if (!cluster.allows(making)) {
            throw new ProtocolException(
                    ErrorCode.FORBIDDEN,
                    "ServiceAccount %s of namespace %s may not create %s.%s there"
                            .formatted(name, namespace, plural, Api.GROUP),
                    "grant it that right, or name another with serviceAccountName");
        }
    }
}
