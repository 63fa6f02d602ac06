package dev.varve.k8s.held;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.held.Protections.Protection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The Pods of a namespace, and those of them that blueprints protect.
 *
 * @param all that have not ended
 * @param complaints why a Pod is not protected as somebody meant it to be
 * @param unseen why its Pods could not be looked at; empty when they were
 * @param captures whether any claim of the namespace is captured
 */
record ProtectedPods(
        List<PodClaims> all,
        List<ProtectedPod> chosen,
        List<String> complaints,
        String unseen,
        boolean captures) {
    /** Of a namespace whose Pods may not be looked at. */
    static ProtectedPods unseen(String namespace, String why) {
        return new ProtectedPods(
                List.of(),
                List.of(),
                List.of(
                        "no application of %s is held, and no hook of a Pod run: %s"
                                .formatted(namespace, why)),
                "they could not be looked at: " + why,
                true);
    }

    /** Looks at each Pod; none of them hinders another. */
    static ProtectedPods of(List<ObjectNode> pods, Protection protection, String run) {
        List<PodClaims> all =
                pods.stream()
                        .map(PodClaims::new)
                        .filter(each -> !each.hasEnded())
                        .sorted(Comparator.comparing(PodClaims::name))
                        .toList();
        List<ProtectedPod> found = new ArrayList<>();
        List<String> complaints = new ArrayList<>(protection.complaints());
        for (PodClaims each : all) {
            if (each.isRunning()) {
                try {
                    protection
                            .blueprints()
                            .recognise(each.pod(), protection.bindings())
                            .ifPresent(recognition ->
                                    found.add(ProtectedPod.of(each, recognition, run)));
                } catch (IllegalArgumentException e) {
                    complaints.add(
                            "Pod %s/%s is not held: %s"
                                    .formatted(each.namespace(), each.name(), e.getMessage()));
                }
            }
        }
        return new ProtectedPods(all, found, complaints, "", true);
    }

    /** Without those whose claims are all others than these: nothing of them is captured. */
    ProtectedPods with(Set<String> claims) {
        List<ProtectedPod> some =
                chosen.stream()
                        .filter(each ->
                                each.pod().claims().isEmpty()
                                        || each.pod().claims().stream().anyMatch(claims::contains))
                        .toList();
        return new ProtectedPods(all, some, complaints, unseen, !claims.isEmpty());
    }

    List<PodClaims> running() {
        return all.stream().filter(PodClaims::isRunning).toList();
    }

    /** Those to hold around the cut. */
    List<ProtectedPod> held() {
        return chosen.stream()
                .filter(each -> each.member().isPresent() && !each.claims().isEmpty())
                .toList();
    }

    List<ProtectedPod> dumped() {
        return chosen.stream().filter(each -> each.member().isEmpty()).toList();
    }
}
