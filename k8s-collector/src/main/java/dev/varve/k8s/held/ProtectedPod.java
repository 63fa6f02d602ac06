package dev.varve.k8s.held;

import dev.varve.k8s.blueprint.BlueprintMember;
import dev.varve.k8s.blueprint.Mode;
import dev.varve.k8s.blueprint.Recognition;
import dev.varve.k8s.hook.Member;
import dev.varve.k8s.hook.OnError;
import java.util.Optional;
import java.util.Set;

/**
 * A running Pod that a blueprint protects.
 *
 * @param member of a cut; nothing when its mode writes a dump instead
 */
record ProtectedPod(
        PodClaims pod, Recognition recognition, BlueprintMember scripts, Optional<Member> member) {

    /** A hold that fails does not keep the volumes from being cut: they count as crash then. */
    static ProtectedPod of(PodClaims pod, Recognition recognition, String run) {
        BlueprintMember scripts =
                new BlueprintMember(recognition, pod.namespace(), pod.name(), run);
        return new ProtectedPod(
                pod,
                recognition,
                scripts,
                recognition.mode().dump().isPresent()
                        ? Optional.empty()
                        : Optional.of(scripts.member(OnError.CONTINUE)));
    }

    /** {@code shop/db-0}. */
    String name() {
        return pod.namespace() + "/" + pod.name();
    }

    Mode mode() {
        return recognition.mode();
    }

    /** The claims that its container has. */
    Set<String> claims() {
        return pod.of(recognition.container());
    }
}
