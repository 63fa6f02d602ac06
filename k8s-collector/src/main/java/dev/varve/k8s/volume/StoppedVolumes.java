package dev.varve.k8s.volume;

import dev.varve.k8s.act.ActException;
import dev.varve.k8s.cluster.ClusterException;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads volumes while nothing uses them. Workloads that share some are stopped together, those are
 * read side by side, and the workloads started together: one application after the other is down,
 * each once. Confined to one thread.
 */
final class StoppedVolumes {
    private final VolumeTools tools;
    private final ReadingLimits limits;
    private final Workloads workloads;

    StoppedVolumes(VolumeTools tools, ReadingLimits limits) {
        this.tools = tools;
        this.limits = limits;
        workloads = new Workloads(tools);
    }

    /** What is stopped together, and the volumes that are read meanwhile. */
    private record Group(String namespace, Set<ObjectKey> workloads, List<WaitingVolume> volumes) {
        void add(Group other) {
            workloads.addAll(other.workloads);
            volumes.addAll(other.volumes);
        }
    }

    /** Reads each to its end; one that fails hinders no other. */
    List<VolumeOutcome> read(List<WaitingVolume> waiting) throws IOException, InterruptedException {
        Map<String, List<WaitingVolume>> byNamespace = new TreeMap<>();
        for (WaitingVolume each : waiting) {
            String namespace = each.volume().key().namespace();
            byNamespace.computeIfAbsent(namespace, _ -> new ArrayList<>()).add(each);
        }
        List<VolumeOutcome> outcomes = new ArrayList<>();
        for (Map.Entry<String, List<WaitingVolume>> each : byNamespace.entrySet()) {
            for (Group group : groups(each.getKey(), each.getValue(), outcomes)) {
                outcomes.addAll(read(group));
            }
        }
        return outcomes;
    }

    /** What cannot be stopped is an outcome at once. */
    private List<Group> groups(
            String namespace, List<WaitingVolume> waiting, List<VolumeOutcome> outcomes)
            throws IOException, InterruptedException {
        // Of what a process before this one stopped no Pod tells any more who uses it.
        boolean goesOn = workloads.runs(namespace).contains(tools.acts().journal().run());
        ClaimUsers users = new ClaimUsers(tools.acts().cluster(), tools.served());
        List<Group> groups = new ArrayList<>();
        for (WaitingVolume each : waiting) {
            Set<ObjectKey> stopped = new TreeSet<>();
            if (!new MountCapture(tools).isRead(each.volume().key())) {
                ClaimUsers.Found found = users.of(each.volume().key());
                if (!found.problems().isEmpty()) {
                    String why = "not stopped: " + String.join("; ", found.problems());
                    outcomes.add(VolumeOutcome.failed(each.volume().key(), each.path(), why));
                    continue;
                }
                stopped.addAll(found.workloads());
            }
            merge(groups, new Group(namespace, stopped, new ArrayList<>(List.of(each))), goesOn);
        }
        return groups;
    }

    private static void merge(List<Group> groups, Group added, boolean all) {
        List<Group> joined =
                groups.stream()
                        .filter(each ->
                                all
                                        || each.workloads().stream()
                                                .anyMatch(added.workloads()::contains))
                        .toList();
        groups.removeAll(joined);
        Group whole = new Group(added.namespace(), new TreeSet<>(), new ArrayList<>());
        joined.forEach(whole::add);
        whole.add(added);
        groups.add(whole);
    }

    private List<VolumeOutcome> read(Group group) throws IOException, InterruptedException {
        List<VolumeOutcome> outcomes;
        try {
            for (ObjectKey each : group.workloads()) {
                workloads.stop(each);
            }
            outcomes = new VolumeReads(tools, limits, group.volumes()).read();
        } catch (ClusterException e) {
            if (e.isPassing()) {
                throw e;
            }
            outcomes = notStopped(group, e);
        } catch (ActException e) {
            outcomes = notStopped(group, e);
        }
        new Workloads(tools.uncancellable()).startAll(group.namespace());
        return outcomes;
    }

    private static List<VolumeOutcome> notStopped(Group group, IOException why) {
        return group.volumes().stream()
                .map(each ->
                        VolumeOutcome.failed(
                                each.volume().key(),
                                each.path(),
                                "not stopped: " + why.getMessage()))
                .toList();
    }
}
