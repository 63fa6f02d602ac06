package dev.varve.k8s.volume;

import dev.varve.k8s.act.OrphanSweeper;
import java.io.IOException;
import java.util.function.Predicate;

/**
 * Takes back what no live run of this collector owns: volumes that were set aside first, then
 * everything else of runs whose volumes are all in their place.
 */
public final class VolumeSweep {
    private final VolumeTools tools;
    private final Predicate<String> isLive;

    /**
     * Works through a sweep's own journal.
     *
     * @param isLive whether a run goes on, or will
     */
    public VolumeSweep(VolumeTools tools, Predicate<String> isLive) {
        this.tools = tools;
        this.isLive = isLive;
    }

    /** Says what became of all, and which runs must be swept again. */
    public AbandonedVolumes.Result sweep() throws IOException, InterruptedException {
        AbandonedVolumes.Result back = new AbandonedVolumes(tools, isLive).putBack();
        OrphanSweeper orphans =
                new OrphanSweeper(
                        tools.removal(), run -> isLive.test(run) || back.left().contains(run));
        return new AbandonedVolumes.Result(back.report().and(orphans.sweep()), back.left());
    }
}
