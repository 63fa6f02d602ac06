package dev.varve.k8s.volume;

import java.util.Optional;
import java.util.Set;

/** Chooses the path of a volume. Pure: the same facts give the same path and the same words. */
public final class VolumePaths {
    /** Sources whose data another cluster reaches too, so that the object alone brings it back. */
    private static final Set<String> REACHED_FROM_ELSEWHERE = Set.of("nfs");

    private VolumePaths() {}

    /** The path that the profile asks for, or the best that the facts allow. */
    public static VolumePath choose(VolumeFacts facts, StorageProfile.Way way) {
        if (!facts.phase().equals("Bound")) {
            return new VolumePath.None("the claim is not bound: " + facts.phase());
        }
        return switch (way) {
            case AUTOMATIC -> automatic(facts);
            case SNAPSHOT -> snapshot(facts, "the profile asks for snapshots");
            case LIVE_MOUNT -> liveMount(facts, "the profile asks for it");
            case NODE_PATH -> nodePath(facts, "the profile asks for it");
            case STOPPED_MOUNT -> stoppedMount(facts, "the profile asks for it");
            case OBJECT_ONLY -> new VolumePath.ObjectOnly("the profile keeps the data where it is");
        };
    }

    private static VolumePath automatic(VolumeFacts facts) {
        if (facts.snapshots()) {
            return snapshot(facts, "its driver takes snapshots");
        }
        String why =
                facts.source().equals("csi")
                        ? "its driver has no snapshot class"
                        : "volumes of kind " + facts.source() + " have no snapshots";
        if (facts.isForOnePod() && !facts.consumers().isEmpty()) {
            return nodePath(facts, why + ", and only one Pod may use it");
        }
        if (!facts.guests()
                && nodePath(facts, why + ", and movers are no guests of its namespace")
                        instanceof VolumePath.NodePath onNode) {
            return onNode;
        }
        return liveMount(facts, why);
    }

    private static VolumePath snapshot(VolumeFacts facts, String why) {
        if (!facts.source().equals("csi")) {
            return new VolumePath.None(
                    why + ", but volumes of kind " + facts.source() + " have none");
        }
        return facts.snapshots()
                ? new VolumePath.Snapshot(why)
                : new VolumePath.None(why + ", but its driver has no snapshot class");
    }

    private static VolumePath liveMount(VolumeFacts facts, String why) {
        if (facts.isForOnePod() && !facts.consumers().isEmpty()) {
            return new VolumePath.None(why + ", but only one Pod may use it, and one does");
        }
        if (facts.isShared()) {
            return new VolumePath.LiveMount(
                    "", why + ": many Pods may use it, so one more reads it");
        }
        Optional<VolumeFacts.Consumer> user = scheduled(facts);
        if (user.isPresent()) {
            return new VolumePath.LiveMount(
                    user.get().node(), why + ": read on the node of Pod " + user.get().pod());
        }
        return facts.consumers().isEmpty()
                ? new VolumePath.LiveMount("", why + ": no Pod uses it")
                : new VolumePath.None(why + ", but no Pod that uses it is on a node yet");
    }

    private static VolumePath nodePath(VolumeFacts facts, String why) {
        if (facts.mode() == VolumeMode.BLOCK) {
            return new VolumePath.None(why + ", but a raw device has no directory on the node");
        }
        if (facts.source().equals("hostPath")) {
            return new VolumePath.None(why + ", but the kubelet mounts no hostPath volumes");
        }
        return scheduled(facts)
                .<VolumePath>map(user ->
                        new VolumePath.NodePath(
                                user.node(),
                                user.pod(),
                                user.uid(),
                                why + ": read where Pod " + user.pod() + " has it"))
                .orElseGet(
                        () -> new VolumePath.None(why + ", but no Pod has it mounted on a node"));
    }

    private static VolumePath stoppedMount(VolumeFacts facts, String why) {
        return facts.consumers().stream()
                .filter(user -> !user.scalable())
                .findFirst()
                .<VolumePath>map(user ->
                        new VolumePath.None(
                                why
                                        + ", but Pod "
                                        + user.pod()
                                        + " has no workload to scale to zero"))
                .orElseGet(() -> new VolumePath.StoppedMount(why));
    }

    private static Optional<VolumeFacts.Consumer> scheduled(VolumeFacts facts) {
        return facts.consumers().stream().filter(user -> !user.node().isEmpty()).findFirst();
    }

    /** Whether a volume object that is restored as it was finds its data, also elsewhere. */
    static boolean isReachedFromElsewhere(String source) {
        return REACHED_FROM_ELSEWHERE.contains(source);
    }
}
