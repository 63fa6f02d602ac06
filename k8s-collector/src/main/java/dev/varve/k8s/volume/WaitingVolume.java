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
        List<String> arguments) {}
