package dev.varve.k8s.held;

import dev.varve.k8s.hook.HoldResult;
import dev.varve.k8s.hook.MemberReport;
import dev.varve.k8s.hook.RestoreFile;
import dev.varve.k8s.model.Consistency;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.volume.VolumeOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Says what came of one application: its promise holds only when its hooks kept it, every volume of
 * its container was cut by a snapshot meanwhile, and what it gave can be put in place again.
 */
final class Settlement {
    private final ProtectedPod pod;
    private final MemberReport report;
    private final List<VolumeOutcome> taken;
    private final Set<ObjectKey> witnessed;
    private final List<String> problems = new ArrayList<>();

    /**
     * One application's.
     *
     * @param outcomes of all claims of its namespace
     * @param witnessed claims whose snapshot was taken while it was held
     */
    Settlement(
            ProtectedPod pod,
            MemberReport report,
            List<VolumeOutcome> outcomes,
            Set<ObjectKey> witnessed) {
        this.pod = pod;
        this.report = report;
        this.witnessed = witnessed;
        taken =
                outcomes.stream()
                        .filter(each -> pod.claims().contains(each.claim().name()))
                        .filter(each -> each.result().isPresent() || !each.problem().isEmpty())
                        .toList();
        problems.addAll(report.problems());
    }

    HeldApplication application(String chain) {
        Optional<KeptFiles> kept = isKept() ? kept() : Optional.empty();
        return new HeldApplication(
                pod,
                kept.isPresent() ? report.consistency() : weakest(),
                report.hold().map(HoldResult::frozen).orElse(Duration.ZERO),
                kept.filter(this::isWorthKeeping),
                chain,
                problems);
    }

    private boolean isKept() {
        boolean kept = report.consistency() == pod.mode().consistency() && !taken.isEmpty();
        if (!kept) {
            return false;
        }
        for (VolumeOutcome each : taken) {
            if (!witnessed.contains(each.claim())) {
                problems.add(
                        "claim "
                                + each.claim().name()
                                + " was not cut by a snapshot meanwhile: "
                                + each.path().reason());
                kept = false;
            }
        }
        return kept;
    }

    /** Nothing when it cannot be put in place again, and so must not be promised. */
    private Optional<KeptFiles> kept() {
        boolean hasFiles = !report.files().isEmpty() || !report.tail().isEmpty();
        PodClaims.Place place = new PodClaims.Place("", "");
        if (!report.root().isEmpty()) {
            Optional<PodClaims.Place> found =
                    pod.pod()
                            .place(pod.recognition().container(), report.root())
                            .filter(each -> isTaken(each.claim()));
            if (found.isEmpty() && hasFiles) {
                problems.add(
                        "its data directory "
                                + report.root()
                                + " is on no claim that is backed up, so its files have no place");
                return Optional.empty();
            }
            place = found.orElse(place);
        }
        KeptFiles kept =
                new KeptFiles(place.claim(), place.directory(), report.files(), report.tail());
        if (!kept.has(pod.mode().restore().needs())) {
            problems.add("it did not give all of " + pod.mode().restore().needs());
            return Optional.empty();
        }
        if (!kept.clash().isEmpty()) {
            problems.add("it gave " + kept.clash() + " as a file and as a directory");
            return Optional.empty();
        }
        return Optional.of(kept);
    }

    private boolean isTaken(String claim) {
        return taken.stream().anyMatch(each -> each.claim().name().equals(claim));
    }

    /** Without files, and with nothing to remove, a volume comes back as it is. */
    private boolean isWorthKeeping(KeptFiles kept) {
        List<RestoreFile> files = kept.files();
        boolean removes = !kept.claim().isEmpty() && !pod.mode().restore().remove().isEmpty();
        return !files.isEmpty() || !kept.tail().isEmpty() || removes;
    }

    private Consistency weakest() {
        return Consistency.weakest(taken.stream().map(each -> each.consistency().word()));
    }
}
