package dev.varve.k8s.held;

import dev.varve.k8s.act.Served;
import dev.varve.k8s.model.Consistency;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.volume.MoverResult;
import dev.varve.k8s.volume.VolumeMode;
import dev.varve.k8s.volume.VolumeOutcome;
import dev.varve.k8s.volume.VolumePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A fake: plays the volumes of a cluster, and tells of its acts. */
final class PlayedCuts implements VolumeCuts {
    private final Map<String, List<VolumeOutcome>> claims = new TreeMap<>();
    private final Set<ObjectKey> snapshots = new java.util.HashSet<>();
    private During during = () -> {};
    final List<String> acts = new ArrayList<>();

    /** Something that happens while it is cut. */
    @FunctionalInterface
    interface During {
        void happen() throws IOException, InterruptedException;
    }

    void during(During what) {
        during = what;
    }

    /** A claim whose driver takes snapshots. */
    void snapshot(String namespace, String claim) {
        VolumeOutcome outcome = outcome(namespace, claim, new VolumePath.Snapshot("csi"));
        snapshots.add(outcome.claim());
        add(outcome);
    }

    /** A claim that is read where it is. */
    void live(String namespace, String claim) {
        add(outcome(namespace, claim, new VolumePath.LiveMount("", "no snapshots")));
    }

    private void add(VolumeOutcome outcome) {
        claims.computeIfAbsent(outcome.claim().namespace(), key -> new ArrayList<>()).add(outcome);
    }

    private static VolumeOutcome outcome(String namespace, String claim, VolumePath path) {
        return outcome(namespace, claim, path, Optional.of(new MoverResult("m", true, 1, "i")), "");
    }

    private static VolumeOutcome outcome(
            String namespace,
            String claim,
            VolumePath path,
            Optional<MoverResult> result,
            String problem) {
        return new VolumeOutcome(
                new ObjectKey(Served.CLAIM, namespace, claim),
                path,
                VolumeMode.FILESYSTEM,
                result,
                path.consistency(),
                Optional.empty(),
                problem);
    }

    @Override
    public Set<String> claims(String namespace) {
        return of(namespace).stream().map(each -> each.claim().name()).collect(Collectors.toSet());
    }

    @Override
    public CutVolumes cut(String namespace) throws IOException, InterruptedException {
        acts.add("cut " + namespace);
        during.happen();
        return new Played(namespace, snapshots);
    }

    private record Played(String namespace, Set<ObjectKey> witnessed) implements CutVolumes {}

    @Override
    public List<List<VolumeOutcome>> read(List<CutVolumes> cuts) {
        List<List<VolumeOutcome>> outcomes = new ArrayList<>();
        for (CutVolumes each : cuts) {
            String namespace = ((Played) each).namespace();
            acts.add("read " + namespace);
            outcomes.add(of(namespace));
        }
        return outcomes;
    }

    @Override
    public List<VolumeOutcome> notCut(String namespace, String why) {
        return of(namespace).stream()
                .map(each ->
                        outcome(
                                namespace,
                                each.claim().name(),
                                new VolumePath.None(why),
                                Optional.empty(),
                                why))
                .toList();
    }

    private List<VolumeOutcome> of(String namespace) {
        return claims.getOrDefault(namespace, List.of());
    }

    static Consistency of(HeldCapture capture, String claim) {
        return capture.volumes().stream()
                .filter(each -> each.claim().name().equals(claim))
                .map(VolumeOutcome::consistency)
                .findFirst()
                .orElseThrow();
    }
}
