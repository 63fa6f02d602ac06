package dev.varve.k8s.controller;

import dev.varve.ingest.push.Cancellation;
import dev.varve.ingest.push.Progress;
import dev.varve.k8s.capture.ChainNames;
import dev.varve.k8s.capture.ClusterBackup;
import dev.varve.k8s.capture.HeldApplications;
import dev.varve.k8s.capture.Reach;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.resource.BackupRun;
import dev.varve.k8s.resource.BackupRunSpec;
import dev.varve.k8s.resource.RetentionSpec;
import dev.varve.k8s.rule.CaptureRules;
import dev.varve.protocol.message.RetentionAsked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@link ClusterBackup}, as the run's ServiceAccount. */
final class ClusterBackupEngine implements BackupEngine {
    private static final String PLURAL = "backupruns";

    private final Actors actors;
    private final Repositories repositories;
    private final VolumeSource volumes;
    private final Settings settings;
    private final InstantSource clock;

    ClusterBackupEngine(
            Actors actors,
            Repositories repositories,
            VolumeSource volumes,
            Settings settings,
            InstantSource clock) {
        this.actors = actors;
        this.repositories = repositories;
        this.volumes = volumes;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public ClusterBackup.Result run(BackupRun run, Cancellation cancellation)
            throws IOException, InterruptedException {
        BackupRunSpec spec = run.getSpec();
        String namespace = run.getMetadata().getNamespace();
        try (Cluster cluster = actors.cluster(namespace, spec.serviceAccountName, PLURAL);
                Repositories.Open repository =
                        repositories.open(namespace, spec.repository, spec.streams)) {
            ClusterBackup backup =
                    new ClusterBackup(
                            cluster,
                            repository.client(),
                            repository.cipher(),
                            new Progress(),
                            cancellation,
                            repository.random(),
                            clock);
            return backup.run(request(spec, namespace, cluster));
        }
    }

    private ClusterBackup.Request request(BackupRunSpec spec, String namespace, Cluster cluster)
            throws IOException, InterruptedException {
        ChainNames chains =
                new ChainNames(spec.cluster.isEmpty() ? settings.cluster() : spec.cluster);
        Reach reach = Reach.of(cluster, Scopes.now(spec.scope, cluster));
        Path state = settings.stateDirectory().resolve(namespace).resolve(spec.repository);
        return new ClusterBackup.Request(
                chains,
                reach,
                spec.streams,
                Files.createDirectories(state),
                retention(spec.retention),
                new CaptureRules(Set.copyOf(spec.scope.excludedSecretTypes)),
                volumes.volumes(cluster, reach, chains),
                HeldApplications.NONE);
    }

    static RetentionAsked retention(@Nullable RetentionSpec spec) {
        RetentionAsked.Builder asked = RetentionAsked.newBuilder().setMode("none");
        if (spec == null) {
            return asked.build();
        }
        return asked.setMode(spec.lock.name().toLowerCase(Locale.ROOT))
                .setDurationSeconds(Duration.ofDays(spec.lockDays).toSeconds())
                .build();
    }
}
