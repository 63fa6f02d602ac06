package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.ListQuery;
import dev.varve.k8s.model.ApiResource;
import dev.varve.k8s.model.GroupKind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Plans captures by snapshot. */
public final class SnapshotPlanner {
    private final Cluster cluster;
    private final Served served;

    public SnapshotPlanner(Cluster cluster, Served served) {
        this.cluster = cluster;
        this.served = served;
    }

    /**
     * Plans the capture of one volume.
     *
     * @param standing the snapshot stays in the cluster afterwards
     * @param arguments for the mover, no secrets
     * @throws VolumeException when it is no CSI volume, or its driver has no clear snapshot class
     */
    public SnapshotPlan plan(
            ClaimedVolume source, StorageProfile profile, boolean standing, List<String> arguments)
            throws IOException, InterruptedException {
        if (source.driver().isEmpty()) {
            throw new VolumeException(
                    "the volume of "
                            + source.key()
                            + " is of kind "
                            + source.source()
                            + ", not csi");
        }
        VolumeMode moverMode = profile.readFilesystemsAsBlocks() ? VolumeMode.BLOCK : source.mode();
        return new SnapshotPlan(
                source.key().namespace(),
                source.key().name(),
                source.driver(),
                snapshotClass(source.driver(), profile.snapshotClass()),
                source.mode(),
                moverMode,
                source.requestBytes(),
                profile.stagingClass().orElse(source.storageClass()),
                source.nodeSelector(),
                standing,
                "",
                arguments);
    }

    /** The VolumeSnapshotClass for a driver. */
    public String snapshotClass(String driver, Optional<String> asked)
            throws IOException, InterruptedException {
        return SnapshotClasses.choose(
                Served.SNAPSHOT_CLASS.kind(), all(Served.SNAPSHOT_CLASS), driver, asked);
    }

    /** The VolumeGroupSnapshotClass for a driver. */
    public String groupClass(String driver, Optional<String> asked)
            throws IOException, InterruptedException {
        return SnapshotClasses.choose(
                Served.GROUP_CLASS.kind(), all(Served.GROUP_CLASS), driver, asked);
    }

    private List<ObjectNode> all(GroupKind kind) throws IOException, InterruptedException {
        ApiResource resource = served.require(kind);
        return Served.list(cluster, ListQuery.all(resource, ""));
    }
}
