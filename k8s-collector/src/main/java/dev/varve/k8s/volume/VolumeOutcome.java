package dev.varve.k8s.volume;

import dev.varve.k8s.model.Consistency;
import dev.varve.k8s.model.ObjectKey;
import java.util.List;
import java.util.Optional;

/**
 * What became of one claim in a backup.
 *
 * @param path by which it was captured, with the reason for it
 * @param result of its mover; nothing when there is no data in the repository
 * @param consistency what a reader may believe of the data
 * @param standing the snapshot that it was read from, where that stands in the cluster
 * @param problem why there is no data; empty when there is, or when none was asked for
 */
public record VolumeOutcome(
        ObjectKey claim,
        VolumePath path,
        VolumeMode mode,
        Optional<MoverResult> result,
        Consistency consistency,
        Optional<StandingSnapshot> standing,
        String problem) {

    /** In a sentence for each: which claims have no data, and why. */
    public static List<String> warnings(List<VolumeOutcome> outcomes) {
        return VolumeBackups.problems(outcomes).stream()
                .map(each -> "no data of " + each.claim() + ": " + each.problem())
                .toList();
    }

    /** Name of the VolumeSnapshot that stands in the cluster; else empty. */
    public String snapshot() {
        return standing.map(StandingSnapshot::name).orElse("");
    }

    static VolumeOutcome moved(
            ClaimedVolume volume,
            VolumePath path,
            MoverResult result,
            Optional<StandingSnapshot> standing) {
        return new VolumeOutcome(
                volume.key(),
                path,
                volume.mode(),
                Optional.of(result),
                path.consistency(),
                standing,
                "");
    }

    /** The same, of which more may be believed: its application was held still during the cut. */
    public VolumeOutcome withConsistency(Consistency other) {
        return new VolumeOutcome(claim, path, mode, result, other, standing, problem);
    }

    static VolumeOutcome failed(ObjectKey claim, VolumePath path, String problem) {
        return new VolumeOutcome(
                claim,
                path,
                VolumeMode.FILESYSTEM,
                Optional.empty(),
                path.consistency(),
                Optional.empty(),
                problem);
    }
}
