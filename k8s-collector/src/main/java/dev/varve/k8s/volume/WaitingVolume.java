package dev.varve.k8s.volume;

import java.util.List;
import java.util.Optional;

/**
 * A volume that waits to be read.
 *
 * @param state after its cut; empty: it is read where it is
 * @param arguments of its mover
 */
record WaitingVolume(
        ClaimedVolume volume,
        StorageProfile profile,
        VolumePath path,
        Optional<CaptureState> state,
        List<String> arguments) {
    /** What its mover needs room for. A volume without a driver is counted by its kind. */
    MoverPlaces.Wish wish() {
        String named =
                switch (path) {
                    case VolumePath.LiveMount mount -> mount.node();
                    case VolumePath.NodePath directory -> directory.node();
                    case VolumePath.Snapshot _,
                            VolumePath.StoppedMount _,
                            VolumePath.ObjectOnly _,
                            VolumePath.None _ ->
                            "";
                };
        return new MoverPlaces.Wish(
                volume.driver().isEmpty() ? volume.source() : volume.driver(),
                named.isEmpty() ? PinnedNode.of(volume.nodeSelector()) : named,
                profile.limits());
    }
}
