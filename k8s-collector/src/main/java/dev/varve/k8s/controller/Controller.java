package dev.varve.k8s.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a cluster protected as its custom resources say. One of several processes leads; the lease
 * is in the home namespace, and a process that loses it ends.
 */
public final class Controller implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Controller.class);
    private static final String LEASE = "varve-controller";
    private static final int RECONCILE_THREADS = 4;
    private static final long QUIET_MILLIS = 5000;

    /** A label has 63. */
    private static final int MOST_HOME_CHARS = 59;

    private final Operator operator;
    private final Parts parts;
    private final KubernetesClient client;
    private final ApplicationDiscovery discovery;
    private final Sweeps sweeps;
    private final Health health;
    private final AtomicBoolean closed;

    private Controller(
            Operator operator,
            Parts parts,
            KubernetesClient client,
            ApplicationDiscovery discovery,
            Sweeps sweeps,
            Health health,
            AtomicBoolean closed) {
        this.operator = operator;
        this.parts = parts;
        this.client = client;
        this.discovery = discovery;
        this.sweeps = sweeps;
        this.health = health;
        this.closed = closed;
    }

    /**
     * Starts one. It does nothing before it leads.
     *
     * @param healthPort 0: any
     * @param lost runs when it leads no more: the process must end then, at once
     */
    public static Controller start(
            KubeAccess access, Settings settings, int healthPort, Runnable lost)
            throws IOException {
        InstantSource clock = InstantSource.system();
        KubernetesClient client = access.client();
        Repositories repositories = new SecretRepositories(client);
        Actors actors = new Actors(access::cluster, settings.home());
        VolumeRuns volumes = new VolumeRuns(client, actors, repositories, settings, clock);
        Parts.Engines engines =
                new Parts.Engines(
                        new ClusterBackupEngine(actors, repositories, volumes, settings, clock),
                        new ClusterRestoreEngine(client, actors, repositories, volumes, clock),
                        repositories);
        Parts parts = Parts.of(client, engines, settings, clock);
        Sweeps sweeps = new Sweeps(client, actors, volumes, settings, parts.moments());
        ApplicationDiscovery discovery =
                new ApplicationDiscovery(
                        access.metadataClient(),
                        parts.applications(),
                        parts.moments(),
                        settings.namespaces(),
                        QUIET_MILLIS);
        AtomicBoolean closed = new AtomicBoolean();
        LeaderCallbacks callbacks =
                new LeaderCallbacks(
                        () -> {
                            discovery.start();
                            sweeps.start();
                        },
                        () -> {
                            if (!closed.get()) {
                                lost.run();
                            }
                        },
                        leader -> LOGGER.atInfo().addKeyValue("leader", leader).log("leads"));
        Operator operator = operator(client, parts, settings, Optional.of(callbacks));
        Health health = Health.start(healthPort, () -> isWell(operator), () -> isWell(operator));
        operator.start();
        return new Controller(operator, parts, client, discovery, sweeps, health, closed);
    }

    /** What the controller of a namespace is called in the marks of what it makes. */
    public static String collector(String home) {
        String name = home.substring(0, Math.min(home.length(), MOST_HOME_CHARS));
        return "ctl-" + name.replaceAll("-+$", "");
    }

    /** Where it tells of its health. */
    public int healthPort() {
        return health.port();
    }

    /** The reconcilers, in the frame that brings them what changes. */
    static Operator operator(
            KubernetesClient client,
            Parts parts,
            Settings settings,
            Optional<LeaderCallbacks> leading) {
        Operator operator = new Operator(frame -> configure(frame, client, settings, leading));
        register(operator, parts.policies(), settings);
        register(operator, parts.backups(), settings);
        register(operator, parts.repositories(), settings);
        register(operator, parts.plans(), settings);
        register(operator, parts.restores(), settings);
        return operator;
    }

    private static void configure(
            ConfigurationServiceOverrider frame,
            KubernetesClient client,
            Settings settings,
            Optional<LeaderCallbacks> leading) {
        frame.withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withConcurrentReconciliationThreads(RECONCILE_THREADS)
                .withUseSSAToPatchPrimaryResource(false);
        leading.ifPresent(callbacks ->
                frame.withLeaderElectionConfiguration(
                        LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                                .withLeaseNamespace(settings.home())
                                .withIdentity(settings.identity())
                                .withLeaderCallbacks(callbacks)
                                .withExitOnStopLeading(false)
                                .build()));
    }

    private static <R extends HasMetadata> void register(
            Operator operator, Reconciler<R> reconciler, Settings settings) {
        var _ =
                operator.register(
                        reconciler,
                        (ControllerConfigurationOverrider<R> each) -> {
                            if (settings.namespaces().isEmpty()) {
                                each.watchingAllNamespaces();
                            } else {
                                each.settingNamespaces(Set.copyOf(settings.namespaces()));
                            }
                        });
    }

    private static boolean isWell(Operator operator) {
        return !operator.getRuntimeInfo().isStarted()
                || operator.getRuntimeInfo().allEventSourcesAreHealthy();
    }

    /** Ends it: what runs is asked to stop, and goes on with the next that leads. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            sweeps.close();
            parts.close();
            discovery.close();
            operator.stop();
            health.close();
            client.close();
        }
    }
}
