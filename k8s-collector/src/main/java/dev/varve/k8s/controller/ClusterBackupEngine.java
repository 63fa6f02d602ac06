package dev.varve.k8s.controller;

import dev.varve.ingest.push.Progress;
import dev.varve.k8s.capture.ChainNames;
import dev.varve.k8s.capture.ClusterBackup;
import dev.varve.k8s.capture.HeldApplications;
import dev.varve.k8s.capture.Reach;
import dev.varve.k8s.capture.VolumeImages;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.held.AskedHooks;
import dev.varve.k8s.held.HeldCapture;
import dev.varve.k8s.held.HeldVolumes;
import dev.varve.k8s.held.VolumeCuts;
import dev.varve.k8s.resource.BackupRun;
import dev.varve.k8s.resource.BackupRunSpec;
import dev.varve.k8s.resource.Direction;
import dev.varve.k8s.resource.RetentionSpec;
import dev.varve.k8s.resource.VolumeChoice;
import dev.varve.k8s.rule.CaptureRules;
import dev.varve.k8s.volume.VolumeBackups;
import dev.varve.k8s.volume.VolumeOutcome;
import dev.varve.k8s.volume.VolumeTools;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.RetentionAsked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@link ClusterBackup}, as the run's ServiceAccount. */
final class ClusterBackupEngine implements BackupEngine {
    private static final String PLURAL = "backupruns";

    private final Actors actors;
    private final Repositories repositories;
    private final VolumeRuns volumes;
    private final Settings settings;
    private final InstantSource clock;

    ClusterBackupEngine(
            Actors actors,
            Repositories repositories,
            VolumeRuns volumes,
            Settings settings,
            InstantSource clock) {
        this.actors = actors;
        this.repositories = repositories;
        this.volumes = volumes;
        this.settings = settings;
        this.clock = clock;
    }

    /** What a run works with. */
    private record Frame(
            BackupRun run,
            Cluster cluster,
            Repositories.Open repository,
            ChainNames chains,
            Reach reach,
            Work.Stop stop) {
        BackupRunSpec spec() {
            return run.getSpec();
        }

        String namespace() {
            return run.getMetadata().getNamespace();
        }
    }

    @Override
    public Taken run(BackupRun run, Work.Stop stop) throws IOException, InterruptedException {
        BackupRunSpec spec = run.getSpec();
        String namespace = run.getMetadata().getNamespace();
        boolean moves = requireMoves(spec.volumes);
        try (Cluster cluster = actors.cluster(namespace, spec.serviceAccountName, PLURAL);
                Repositories.Open repository =
                        repositories.open(namespace, spec.repository, spec.streams)) {
            ChainNames chains =
                    new ChainNames(spec.cluster.isEmpty() ? settings.cluster() : spec.cluster);
            Reach reach = Reach.of(cluster, Scopes.now(spec.scope, cluster));
            Frame frame = new Frame(run, cluster, repository, chains, reach, stop);
            return moves
                    ? withVolumes(frame)
                    : new Taken(
                            backUp(frame, List.of(), HeldApplications.NONE),
                            List.of(),
                            remark(spec.volumes));
        }
    }

    /** Whether the data of claims is taken; refuses what was asked for and cannot be. */
    private boolean requireMoves(VolumeChoice choice) throws ProtocolException {
        boolean asked = choice == VolumeChoice.Snapshot || choice == VolumeChoice.LiveMount;
        if (asked && volumes.movers().isEmpty()) {
            throw new ProtocolException(
                    ErrorCode.CONFIGURATION,
                    "the data of volumes is asked for, and this controller has no movers",
                    "start it with --mover-image IMAGE");
        }
        return moves(choice);
    }

    private boolean moves(VolumeChoice choice) {
        return choice != VolumeChoice.None && volumes.movers().isPresent();
    }

    private static String remark(VolumeChoice choice) {
        return choice == VolumeChoice.Auto
                ? "objects only: this controller has no movers for the data of volumes"
                : "";
    }

    private Taken withVolumes(Frame frame) throws IOException, InterruptedException {
        try (RunVolumes movers =
                volumes.open(
                        frame.run(),
                        Direction.Backup,
                        frame.spec().repository,
                        frame.cluster(),
                        frame.stop())) {
            return movers.through(() -> {
                try (HeldCapture held = capture(frame, movers)) {
                    frame.stop().cancellation().check();
                    List<VolumeOutcome> outcomes = held.volumes();
                    return new Taken(backUp(frame, outcomes, held), outcomes, "");
                }
            });
        }
    }

    /** Cuts all volumes while their applications are held, then has movers read them. */
    private HeldCapture capture(Frame frame, RunVolumes movers)
            throws IOException, InterruptedException {
        VolumeTools tools = tools(frame, movers.tools());
        List<String> namespaces = new ArrayList<>(frame.reach().namespaces());
        // There the controller acts by its own rights, and nothing of a user is there.
        namespaces.remove(tools.movers().namespace());
        VolumeBackups backups =
                new VolumeBackups(
                        tools.acts().cluster(),
                        tools,
                        volumes.profiles(frame.namespace(), frame.spec().volumes),
                        frame.reach()::takesClaim,
                        claim -> frame.chains().volume(claim.namespace(), claim.name()),
                        volumes.limits());
        HeldCapture held =
                new HeldVolumes(
                                frame.cluster(),
                                VolumeCuts.of(backups),
                                volumes.protections(frame.namespace()),
                                hooks(frame),
                                frame.chains(),
                                frame.stop().cancellation())
                        .capture(
                                namespaces,
                                frame.run().getMetadata().getUid(),
                                settings.stateDirectory().resolve("held"));
        movers.tasks().ended(held.volumes());
        return held;
    }

    private AskedHooks hooks(Frame frame) throws IOException, InterruptedException {
        return new RunHooks(
                        settings.hookOrigins(),
                        new HookHeaders(frame.cluster(), frame.namespace()),
                        actors.isOwn(frame.namespace(), frame.spec().serviceAccountName))
                .read(frame.spec().hooks);
    }

    /** Hooks are about a cut: without one none is run, and that is said. */
    private List<String> warnings(Frame frame, List<VolumeOutcome> outcomes) {
        List<String> warnings = new ArrayList<>(VolumeOutcome.warnings(outcomes));
        if (!frame.spec().hooks.isEmpty() && !moves(frame.spec().volumes)) {
            warnings.add("no hook of the run did anything: the data of volumes is not taken");
        }
        return warnings;
    }

    /** Credentials stay in the run's namespace, where they are anyway, unless it says otherwise. */
    private static VolumeTools tools(Frame frame, VolumeTools tools) {
        return frame.spec().volumes == VolumeChoice.LiveMount
                ? tools
                : tools.withMovers(tools.movers().withGuests(Set.of(frame.namespace())));
    }

    private ClusterBackup.Result backUp(
            Frame frame, List<VolumeOutcome> outcomes, HeldApplications held)
            throws IOException, InterruptedException {
        BackupRunSpec spec = frame.spec();
        Path state = settings.stateDirectory().resolve(frame.namespace()).resolve(spec.repository);
        ClusterBackup backup =
                new ClusterBackup(
                        frame.cluster(),
                        frame.repository().client(),
                        frame.repository().cipher(),
                        new Progress(),
                        frame.stop().cancellation(),
                        frame.repository().random(),
                        clock);
        return backup.run(
                new ClusterBackup.Request(
                        frame.chains(),
                        frame.reach(),
                        spec.streams,
                        Files.createDirectories(state),
                        retention(spec.retention),
                        new CaptureRules(Set.copyOf(spec.scope.excludedSecretTypes)),
                        spec.scope.everyVersion,
                        new VolumeImages(frame.repository().client(), frame.chains()).of(outcomes),
                        held,
                        warnings(frame, outcomes)));
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
