package dev.varve.k8s.controller;

import dev.varve.k8s.resource.BackupRunStatus;
import dev.varve.k8s.resource.VolumeItem;
import dev.varve.k8s.volume.MoverResult;
import dev.varve.k8s.volume.VolumeBackups;
import dev.varve.k8s.volume.VolumeOutcome;
import dev.varve.k8s.volume.VolumePath;
import java.util.Comparator;
import java.util.List;

/** What became of volumes, in the words of resources. */
final class VolumeItems {
    static final int MOST = 500;
    private static final int MOST_CHARS = 400;

    private VolumeItems() {}

    static void fill(BackupRunStatus status, List<VolumeOutcome> outcomes) {
        status.volumeCount = outcomes.size();
        status.volumesWithoutData = VolumeBackups.problems(outcomes).size();
        status.volumeBytes = outcomes.stream().mapToLong(VolumeItems::bytes).sum();
        status.volumes =
                outcomes.stream()
                        .sorted(Comparator.comparing(each -> each.problem().isEmpty()))
                        .limit(MOST)
                        .map(VolumeItems::item)
                        .toList();
    }

    private static VolumeItem item(VolumeOutcome of) {
        VolumeItem item = new VolumeItem();
        item.claim = of.claim().namespace() + "/" + of.claim().name();
        item.path = path(of.path());
        item.reason = shortened(of.path().reason());
        item.consistency = of.result().isPresent() ? of.consistency().word() : "";
        item.bytes = bytes(of);
        item.snapshot = of.snapshot();
        item.problem = shortened(of.problem());
        return item;
    }

    /** All of them must fit into one object. */
    private static String shortened(String text) {
        return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS);
    }

    static long bytes(VolumeOutcome of) {
        return of.result().map(MoverResult::bytes).orElse(0L);
    }

    static dev.varve.k8s.resource.VolumePath path(VolumePath path) {
        return switch (path) {
            case VolumePath.Snapshot _ -> dev.varve.k8s.resource.VolumePath.Snapshot;
            case VolumePath.LiveMount _ -> dev.varve.k8s.resource.VolumePath.LiveMount;
            case VolumePath.NodePath _ -> dev.varve.k8s.resource.VolumePath.NodePath;
            case VolumePath.StoppedMount _ -> dev.varve.k8s.resource.VolumePath.Stopped;
            case VolumePath.ObjectOnly _ -> dev.varve.k8s.resource.VolumePath.StaticObjects;
            case VolumePath.None _ -> dev.varve.k8s.resource.VolumePath.Auto;
        };
    }
}
