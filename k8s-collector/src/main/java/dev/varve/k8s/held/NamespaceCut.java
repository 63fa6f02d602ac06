package dev.varve.k8s.held;

import dev.varve.k8s.hook.CutOutcome;
import dev.varve.k8s.hook.HookReport;
import dev.varve.k8s.hook.MemberReport;
import dev.varve.k8s.model.Consistency;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.point.PointDescription;
import dev.varve.k8s.volume.VolumeOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One namespace after its cut; its volumes wait to be read. */
record NamespaceCut(
        String namespace,
        ProtectedPods pods,
        List<AskedMember> asked,
        HookReport<VolumeCuts.CutVolumes> report) {

    /** What was cut; nothing when it did not come to that. */
    Optional<VolumeCuts.CutVolumes> cut() {
        return report.cut() instanceof CutOutcome.Made<VolumeCuts.CutVolumes> made
                ? Optional.of(made.value())
                : Optional.empty();
    }

    /**
     * Says of each volume and application what may be believed.
     *
     * @param outcomes what became of the namespace's claims
     */
    void settle(List<VolumeOutcome> outcomes, String chain, HeldCapture capture) {
        Set<ObjectKey> witnessed = cut().map(VolumeCuts.CutVolumes::witnessed).orElse(Set.of());
        List<HeldApplication> applications = new ArrayList<>();
        for (ProtectedPod each : pods.held()) {
            applications.add(
                    new Settlement(each, report.member(each.name()), outcomes, witnessed)
                            .application(chain));
        }
        capture.addComplaints(pods.complaints());
        capture.addVolumes(
                outcomes.stream().map(each -> believed(each, witnessed, applications)).toList());
        applications.forEach(each -> capture.add(chain, each));
        asked.forEach(each -> capture.addHooks(hooks(each)));
    }

    private List<PointDescription.Hook> hooks(AskedMember asked) {
        Optional<MemberReport> itsReport =
                report.members().stream()
                        .filter(each -> each.member().equals(asked.name()))
                        .findFirst();
        return asked.descriptions(
                namespace,
                itsReport,
                pods.captures() ? "a hook before it failed" : "nothing of the namespace is cut");
    }

    String whyNotCut() {
        String why =
                switch (report.cut()) {
                    case CutOutcome.Made<VolumeCuts.CutVolumes> _ -> "";
                    case CutOutcome.NotTried<VolumeCuts.CutVolumes>(String reason) -> reason;
                    case CutOutcome.Failed<VolumeCuts.CutVolumes>(Throwable error) ->
                            String.valueOf(error.getMessage());
                    case CutOutcome.TimedOut<VolumeCuts.CutVolumes>(var limit) ->
                            "it took longer than " + limit;
                    case CutOutcome.Cancelled<VolumeCuts.CutVolumes> _ -> "it was cancelled";
                };
        String failures = String.join("; ", report.failures());
        return "the volumes of "
                + namespace
                + " were not cut: "
                + why
                + (failures.isEmpty() ? "" : ": " + failures);
    }

    /** A volume is no better than the weakest of the Pods that write to it. */
    private VolumeOutcome believed(
            VolumeOutcome outcome, Set<ObjectKey> witnessed, List<HeldApplication> applications) {
        if (!witnessed.contains(outcome.claim())) {
            return outcome;
        }
        Consistency weakest =
                pods.all().stream()
                        .filter(pod -> pod.claims().contains(outcome.claim().name()))
                        .map(pod -> of(pod, outcome.claim().name(), applications))
                        .min(Consistency::compareTo)
                        .orElse(outcome.consistency());
        return weakest.compareTo(outcome.consistency()) > 0
                ? outcome.withConsistency(weakest)
                : outcome;
    }

    private static Consistency of(PodClaims pod, String claim, List<HeldApplication> applications) {
        return applications.stream()
                .filter(each -> each.pod().pod().name().equals(pod.name()))
                .filter(each -> each.pod().claims().contains(claim))
                .map(HeldApplication::consistency)
                .findFirst()
                .orElse(Consistency.LIVE);
    }
}
