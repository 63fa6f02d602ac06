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
        if (waiting.state().isEmpty()) {
            return mount(waiting);
        }
        return switch (new SnapshotCapture(tools).finish(waiting.state().get())) {
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

    private VolumeOutcome mount(WaitingVolume waiting) throws IOException, InterruptedException {
        ClaimedVolume volume = waiting.volume();
        MountPlan plan;
        try {
            plan = plan(waiting);
        } catch (VolumeException e) {
            return VolumeOutcome.failed(
                    volume.key(), waiting.path(), String.valueOf(e.getMessage()));
        }
        return switch (new MountCapture(tools).run(plan)) {
            case MountState.Captured captured ->
                    VolumeOutcome.moved(
                            volume, waiting.path(), captured.result(), Optional.empty());
            case MountState.Failed failed ->
                    VolumeOutcome.failed(volume.key(), waiting.path(), failed.reason());
            case MountState other -> throw new IllegalStateException("a capture ended as " + other);
        };
    }

    private MountPlan plan(WaitingVolume waiting) throws VolumeException {
        ClaimedVolume volume = waiting.volume();
        return switch (waiting.path()) {
            case VolumePath.LiveMount live ->
                    plan(waiting, MountPlan.How.LIVE_MOUNT, live.node(), "", "", "");
            case VolumePath.NodePath path ->
                    plan(
                            waiting,
                            MountPlan.How.NODE_PATH,
                            path.node(),
                            NodeDirectories.of(
                                    tools.movers().kubelet(),
                                    path.podUid(),
                                    volume.source(),
                                    volume.volumeName()),
                            path.pod(),
                            path.podUid());
            case VolumePath.StoppedMount _ ->
                    plan(waiting, MountPlan.How.STOPPED_MOUNT, "", "", "", "");
            case VolumePath.Snapshot _, VolumePath.ObjectOnly _, VolumePath.None _ ->
                    throw new IllegalArgumentException("not a mount: " + waiting.path());
        };
    }

    private static MountPlan plan(
            WaitingVolume waiting,
            MountPlan.How how,
            String node,
            String directory,
            String pod,
            String podUid) {
        ClaimedVolume volume = waiting.volume();
        return new MountPlan(
                volume.key().namespace(),
                volume.key().name(),
                volume.mode(),
                how,
                node,
                directory,
                pod,
                podUid,
                volume.nodeSelector(),
                waiting.arguments());
    }
}
