package dev.varve.k8s.held;

import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.volume.VolumeBackups;
import dev.varve.k8s.volume.VolumeOutcome;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Volumes that a cluster's drivers cut and movers read. */
record ClusterCuts(VolumeBackups backups) implements VolumeCuts {
    private record Made(VolumeBackups.Cuts cuts) implements CutVolumes {
        @Override
        public Set<ObjectKey> witnessed() {
            return cuts.witnessed();
        }
    }

    @Override
    public Set<String> claims(String namespace) throws IOException, InterruptedException {
        return backups.claims(namespace);
    }

    @Override
    public CutVolumes cut(String namespace) throws IOException, InterruptedException {
        return new Made(backups.cut(List.of(namespace)));
    }

    @Override
    public List<List<VolumeOutcome>> read(List<CutVolumes> cuts)
            throws IOException, InterruptedException {
        return backups.finish(cuts.stream().map(Made.class::cast).map(Made::cuts).toList());
    }

    @Override
    public List<VolumeOutcome> notCut(String namespace, String why)
            throws IOException, InterruptedException {
        return backups.notCut(namespace, why);
    }
}
