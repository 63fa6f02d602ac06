package dev.varve.k8s.controller;

import dev.varve.k8s.capture.ClusterBackup;
import dev.varve.k8s.point.PointDescription;
import dev.varve.k8s.resource.BackupRun;
import dev.varve.k8s.resource.BackupRunStatus;
import dev.varve.k8s.resource.RunPhase;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One BackupRun. */
final class BackupTask implements RunTask<BackupRun> {
    static final int MOST_NAMESPACES = 5000;
    static final int MOST_CHANGED = 200;
    static final int MOST_WARNINGS = 50;

    private final BackupEngine engine;
    private final BackupHistory history;
    private final Consumer<BackupRun> afterwards;

    /**
     * A task.
     *
     * @param afterwards is told of each run that made a point
     */
    BackupTask(BackupEngine engine, BackupHistory history, Consumer<BackupRun> afterwards) {
        this.engine = engine;
        this.history = history;
        this.afterwards = afterwards;
    }

    @Override
    public Ending<BackupRun> run(BackupRun run, Work.Stop stop)
            throws IOException, InterruptedException {
        Optional<BackupRun> before = history.lastGood(run);
        BackupEngine.Taken taken = engine.run(run, stop);
        ClusterBackup.Result result = taken.result();
        afterwards.accept(run);
        PointDescription description = result.description();
        Membership membership =
                before.map(each ->
                                Membership.between(
                                        each.getStatus().namespaces, description.namespaces()))
                        .orElse(Membership.FIRST);
        boolean warned = description.warningCount() > 0 || !membership.left().isEmpty();
        return new Ending<>(
                warned ? RunPhase.SucceededWithWarnings : RunPhase.Succeeded,
                message(taken, membership),
                ended -> {
                    fill(ended.getStatus(), result, membership);
                    VolumeItems.fill(ended.getStatus(), taken.volumes());
                });
    }

    private static String message(BackupEngine.Taken taken, Membership membership) {
        String left =
                membership.left().isEmpty()
                        ? ""
                        : "; no longer in its scope: " + String.join(", ", few(membership.left()));
        String remark = taken.remark().isEmpty() ? "" : "; " + taken.remark();
        return "restore point " + taken.result().backup().point() + remark + left;
    }

    private static void fill(
            BackupRunStatus status, ClusterBackup.Result result, Membership membership) {
        PointDescription description = result.description();
        status.pointId = result.backup().point().toString();
        status.namespaces = first(description.namespaces(), MOST_NAMESPACES);
        status.namespaceCount = description.namespaces().size();
        status.namespacesJoined = first(membership.joined(), MOST_CHANGED);
        status.namespacesLeft = first(membership.left(), MOST_CHANGED);
        status.objects = description.objects().values().stream().mapToLong(Long::longValue).sum();
        status.readBytes = result.backup().readBytes();
        status.sentBytes = result.backup().sentBytes();
        status.storedBytes = result.backup().storedBytes();
        status.hooks = HookItems.of(description.hooks());
        status.warningCount = description.warningCount();
        status.warnings = first(description.warnings(), MOST_WARNINGS);
    }

    private static List<String> few(List<String> names) {
        return first(names, 20);
    }

    private static List<String> first(List<String> all, int most) {
        return List.copyOf(all.subList(0, Math.min(all.size(), most)));
    }
}
