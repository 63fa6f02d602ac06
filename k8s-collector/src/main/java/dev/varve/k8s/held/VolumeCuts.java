package dev.varve.k8s.held;

import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.volume.VolumeBackups;
import dev.varve.k8s.volume.VolumeOutcome;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** The volumes of namespaces: cut while applications stand still, read afterwards. */
public interface VolumeCuts {
    /** What was cut, and waits to be read. */
    interface CutVolumes {
        /** Claims whose snapshot was asked for and taken during this cut, and no others. */
        Set<ObjectKey> witnessed();
    }

    /** Names of the claims of a namespace that are to be captured. */
    Set<String> claims(String namespace) throws IOException, InterruptedException;

    /** Comes back as soon as the data of every snapshot can no longer change. */
    CutVolumes cut(String namespace) throws IOException, InterruptedException;

    /**
     * Reads what was cut here, volumes of all the cuts side by side.
     *
     * @return for each of the cuts, in their order, what became of its claims
     */
    List<List<VolumeOutcome>> read(List<CutVolumes> cuts) throws IOException, InterruptedException;

    /** The claims of a namespace that is not cut, for this reason. */
    List<VolumeOutcome> notCut(String namespace, String why)
            throws IOException, InterruptedException;

    /** Those that a cluster's drivers cut and movers read. */
    static VolumeCuts of(VolumeBackups backups) {
        return new ClusterCuts(backups);
    }
}
