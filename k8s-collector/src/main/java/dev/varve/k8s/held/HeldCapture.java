package dev.varve.k8s.held;

import dev.varve.ingest.push.ImageBackup;
import dev.varve.k8s.capture.HeldApplications;
import dev.varve.k8s.point.PointDescription;
import dev.varve.k8s.volume.VolumeOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Volumes of a run, and what their applications gave. To be closed when the point is written: until
 * then it keeps what must go into it. Confined to one thread.
 */
public final class HeldCapture implements HeldApplications, AutoCloseable {
    private final String run;
    private final Optional<SpooledTails> tails;
    private final List<VolumeOutcome> volumes = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private final List<PointDescription.Hook> hooks = new ArrayList<>();
    private final List<KeptApplication> applications = new ArrayList<>();
    private final Map<String, List<KeptApplication>> byChain = new TreeMap<>();

    private HeldCapture(String run, Optional<SpooledTails> tails) {
        this.run = run;
        this.tails = tails;
    }

    static HeldCapture of(String run, SpooledTails tails) {
        return new HeldCapture(run, Optional.of(tails));
    }

    /** No volumes and no applications. */
    public static HeldCapture nothing() {
        return new HeldCapture("", Optional.empty());
    }

    void addVolumes(List<VolumeOutcome> outcomes) {
        volumes.addAll(outcomes);
    }

    void addComplaints(List<String> more) {
        complaints.addAll(more);
    }

    void addHooks(List<PointDescription.Hook> more) {
        hooks.addAll(more);
    }

    void add(String chain, KeptApplication application) {
        applications.add(application);
        if (application.hasImage()) {
            byChain.computeIfAbsent(chain, key -> new ArrayList<>()).add(application);
        }
    }

    /** What became of each claim, with the consistency that its application's hold gave it. */
    public List<VolumeOutcome> volumes() {
        return List.copyOf(volumes);
    }

    @Override
    public List<ImageBackup> images() {
        List<ImageBackup> images = new ArrayList<>();
        byChain.forEach((chain, kept) ->
                images.add(new HeldImage(chain, run, List.copyOf(kept), tails.orElseThrow())));
        return images;
    }

    @Override
    public List<PointDescription.Application> descriptions() {
        return applications.stream().map(KeptApplication::description).toList();
    }

    @Override
    public List<PointDescription.Hook> hooks() {
        return List.copyOf(hooks);
    }

    @Override
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>(complaints);
        hooks.stream()
                .filter(PointDescription.Hook::failed)
                .map(PointDescription.Hook::line)
                .forEach(warnings::add);
        for (PointDescription.Application each : descriptions()) {
            each.problems()
                    .forEach(problem ->
                            warnings.add(
                                    "%s/%s, %s: %s"
                                            .formatted(
                                                    each.namespace(),
                                                    each.pod(),
                                                    each.blueprint(),
                                                    problem)));
        }
        return warnings;
    }

    @Override
    public void close() throws IOException {
        if (tails.isPresent()) {
            tails.get().close();
        }
    }
}
