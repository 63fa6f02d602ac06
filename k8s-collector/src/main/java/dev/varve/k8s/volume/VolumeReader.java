package dev.varve.k8s.volume;

import dev.varve.k8s.act.RemovalReport;
import java.io.IOException;
import java.util.Optional;

/** Has a mover read a volume, to its end. Confined to the thread of the volume. */
final class VolumeReader {
    private final VolumeTools tools;

    VolumeReader(VolumeTools tools) {
        this.tools = tools;
    }

    /** Reads it, and takes away what was made for that. */
    VolumeOutcome read(WaitingVolume waiting) throws IOException, InterruptedException {
        if (waiting.path() instanceof VolumePath.LiveMount live) {
            return mount(waiting, live);
        }
        return switch (new SnapshotCapture(tools).finish(waiting.state().orElseThrow())) {
            case CaptureState.Captured captured -> captured(waiting, captured);
            case CaptureState.Failed failed ->
                    VolumeOutcome.failed(waiting.volume().key(), waiting.path(), failed.reason());
            case CaptureState other ->
                    throw new IllegalStateException("a capture ended as " + other);
        };
    }

    /** A snapshot that stands takes the place of the oldest of its claim. */
    private VolumeOutcome captured(WaitingVolume waiting, CaptureState.Captured captured)
            throws IOException, InterruptedException {
        boolean standing = captured.taken().plan().standing();
        if (standing) {
            RemovalReport _ =
                    tools.removal()
                            .removeStanding(
                                    waiting.volume().key(), waiting.profile().keptSnapshots());
        }
        return VolumeOutcome.moved(
                waiting.volume(),
                waiting.path(),
                captured.result(),
                standing ? Optional.of(StandingSnapshot.of(captured.taken())) : Optional.empty());
    }

    private VolumeOutcome mount(WaitingVolume waiting, VolumePath.LiveMount path)
            throws IOException, InterruptedException {
        ClaimedVolume volume = waiting.volume();
        MountPlan plan =
                new MountPlan(
                        volume.key().namespace(),
                        volume.key().name(),
                        volume.mode(),
                        MountPlan.How.LIVE_MOUNT,
                        path.node(),
                        "",
                        volume.nodeSelector(),
                        waiting.arguments());
        return switch (new MountCapture(tools).run(plan)) {
            case MountState.Captured captured ->
                    VolumeOutcome.moved(volume, path, captured.result(), Optional.empty());
            case MountState.Failed failed ->
                    VolumeOutcome.failed(volume.key(), path, failed.reason());
            case MountState other -> throw new IllegalStateException("a capture ended as " + other);
        };
    }
}
