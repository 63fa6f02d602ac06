package dev.varve.k8s.volume;

import dev.varve.k8s.act.RemovalReport;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Cuts volumes by snapshots: those of one namespace and driver in one moment where their profile
 * asks for it, else one after the other. A group that cannot be cut is no loss: its volumes are cut
 * by themselves, and the path of each says why. Confined to one thread.
 */
final class SnapshotCuts {
    private final VolumeTools tools;
    private final SnapshotPlanner planner;
    private final List<WaitingVolume> waiting = new ArrayList<>();
    private final List<VolumeOutcome> failed = new ArrayList<>();
    private final List<GroupPlan> groups = new ArrayList<>();
    private final Set<ObjectKey> witnessed = new HashSet<>();

    SnapshotCuts(Cluster cluster, VolumeTools tools) {
        this.tools = tools;
        planner = new SnapshotPlanner(cluster, tools.served());
    }

    /** A volume that is to be cut. */
    record Planned(
            ClaimedVolume volume,
            StorageProfile profile,
            VolumePath.Snapshot path,
            SnapshotPlan plan) {
        Planned because(String more) {
            return new Planned(
                    volume, profile, new VolumePath.Snapshot(path.reason() + ", " + more), plan);
        }

        WaitingVolume waiting(CaptureState state) {
            return new WaitingVolume(volume, profile, path, Optional.of(state), plan.arguments());
        }
    }

    Planned plan(
            ClaimedVolume volume,
            StorageProfile profile,
            VolumePath.Snapshot path,
            List<String> arguments)
            throws IOException, InterruptedException {
        boolean standing = profile.keptSnapshots() > 0;
        return new Planned(
                volume, profile, path, planner.plan(volume, profile, standing, arguments));
    }

    /** What was cut, and waits to be read. */
    List<WaitingVolume> waiting() {
        return List.copyOf(waiting);
    }

    /** What could not be cut. */
    List<VolumeOutcome> failed() {
        return List.copyOf(failed);
    }

    /** Claims whose snapshot was asked for and taken here, by none of an earlier process. */
    Set<ObjectKey> witnessed() {
        return Set.copyOf(witnessed);
    }

    /** Cuts the volumes of one namespace. */
    void cut(List<Planned> volumes) throws IOException, InterruptedException {
        Map<String, List<Planned>> grouped = new TreeMap<>();
        List<Planned> alone = new ArrayList<>();
        for (Planned each : volumes) {
            if (each.profile().groupClass().isEmpty()) {
                alone.add(each);
            } else if (each.plan().standing()) {
                alone.add(each.because("by itself, since its snapshots are kept"));
            } else {
                String group = each.plan().driver() + " " + each.profile().groupClass().get();
                grouped.computeIfAbsent(group, none -> new ArrayList<>()).add(each);
            }
        }
        for (List<Planned> members : grouped.values()) {
            alone.addAll(members.size() > 1 ? cutGroup(members) : members);
        }
        for (Planned each : alone) {
            cutAlone(each);
        }
    }

    private void cutAlone(Planned planned) throws IOException, InterruptedException {
        try {
            SnapshotCapture capture = new SnapshotCapture(tools);
            boolean isNew = !capture.isBegun(planned.plan());
            add(planned, capture.cut(planned.plan(), taken -> {}), isNew);
        } catch (VolumeException | ClusterException e) {
            failed.add(refused(planned.volume().key(), e));
        }
    }

    private void add(Planned planned, CaptureState state, boolean isNew) {
        waiting.add(planned.waiting(state));
        if (isNew && state instanceof CaptureState.Cut cut && cut.taken().witnessed()) {
            witnessed.add(planned.volume().key());
        }
    }

    /** Cuts them all in one moment; gives back those that must be cut by themselves. */
    private List<Planned> cutGroup(List<Planned> members) throws IOException, InterruptedException {
        SnapshotCapture captures = new SnapshotCapture(tools);
        List<Boolean> isNew = new ArrayList<>();
        for (Planned each : members) {
            isNew.add(!captures.isBegun(each.plan()));
        }
        GroupPlan plan;
        List<CaptureState> states;
        try {
            plan = groupPlan(members);
            states = new GroupCapture(tools).cut(plan);
        } catch (VolumeException | ClusterException e) {
            requireAnswer(e);
            return alone(members, String.valueOf(e.getMessage()));
        }
        if (isNew.contains(true) && states.getFirst() instanceof CaptureState.Failed failure) {
            return alone(members, failure.reason());
        }
        groups.add(plan);
        for (int i = 0; i < members.size(); i++) {
            add(members.get(i).because(how(states.get(i), members)), states.get(i), isNew.get(i));
        }
        return List.of();
    }

    /** An earlier process may have cut it otherwise than this one would. */
    private static String how(CaptureState state, List<Planned> members) {
        boolean together =
                SnapshotCapture.plan(state).filter(plan -> !plan.group().isEmpty()).isPresent();
        return together
                ? "in one moment with all " + members.size() + " of it"
                : "by itself, as an earlier process of the run cut it";
    }

    private static List<Planned> alone(List<Planned> members, String why) {
        return members.stream()
                .map(each -> each.because("by itself, for its group was not cut: " + why))
                .toList();
    }

    private GroupPlan groupPlan(List<Planned> members) throws IOException, InterruptedException {
        if (!GroupCapture.isServed(tools.served())) {
            throw new VolumeException("the cluster serves no VolumeGroupSnapshots");
        }
        Planned first = members.getFirst();
        String driver = first.plan().driver();
        Optional<String> asked = first.profile().groupClass().filter(name -> !name.isEmpty());
        return new GroupPlan(
                first.plan().namespace(),
                driver,
                planner.groupClass(driver, asked),
                members.stream().map(Planned::plan).toList());
    }

    /** Takes the groups away, after their members were read. */
    void end() throws IOException, InterruptedException {
        for (GroupPlan each : groups) {
            RemovalReport _ = new GroupCapture(tools).end(each);
        }
    }

    /**
     * What the API server refuses hinders no other volume.
     *
     * @throws IOException the refusal itself, when the API server does not answer: it ends the run
     */
    static VolumeOutcome refused(ObjectKey claim, IOException refusal) throws IOException {
        requireAnswer(refusal);
        String why = String.valueOf(refusal.getMessage());
        return VolumeOutcome.failed(claim, new VolumePath.None(why), why);
    }

    private static void requireAnswer(IOException refusal) throws IOException {
        if (refusal instanceof ClusterException cluster && cluster.isPassing()) {
            throw refusal;
        }
    }
}
