package dev.varve.k8s.volume;

import dev.varve.k8s.act.Acts;
import dev.varve.k8s.act.Removal;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.act.Waiting;

/** What every way of a volume needs: the cluster with its journal, time, limits, movers. */
public record VolumeTools(
        Acts acts,
        Served served,
        Waiting waiting,
        Patience patience,
        MoverSettings movers,
        VolumeWatcher watcher) {
    public Removal removal() {
        return new Removal(acts, served, waiting, patience.gone(), movers.namespace());
    }

    /** The same, but a cancel ends no wait: for what must be taken back after a cancel. */
    VolumeTools uncancellable() {
        return new VolumeTools(acts, served, waiting.uncancellable(), patience, movers, watcher);
    }

    /** The same with other movers. */
    public VolumeTools withMovers(MoverSettings others) {
        return new VolumeTools(acts, served, waiting, patience, others, watcher);
    }
}
