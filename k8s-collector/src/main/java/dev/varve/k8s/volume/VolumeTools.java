package dev.varve.k8s.volume;

import dev.varve.k8s.act.Acts;
import dev.varve.k8s.act.Removal;
import dev.varve.k8s.act.Served;
import dev.varve.k8s.act.Waiting;

/**
 * What every way of a volume needs: the cluster with its journal, time, limits, movers. Safe for
 * use by many threads, each volume by one of them.
 *
 * @param turn of the mover of the one volume that these are for
 */
public record VolumeTools(
        Acts acts,
        Served served,
        Waiting waiting,
        Patience patience,
        MoverSettings movers,
        VolumeWatcher watcher,
        MoverTurn turn) {
    /** Whose movers nobody counts. */
    public VolumeTools(
            Acts acts,
            Served served,
            Waiting waiting,
            Patience patience,
            MoverSettings movers,
            VolumeWatcher watcher) {
        this(acts, served, waiting, patience, movers, watcher, MoverTurn.AT_ONCE);
    }

    public Removal removal() {
        return new Removal(acts, served, waiting, patience.gone(), movers.namespace());
    }

    /** The same, but a cancel ends no wait: for what must be taken back after a cancel. */
    VolumeTools uncancellable() {
        return new VolumeTools(
                acts, served, waiting.uncancellable(), patience, movers, watcher, turn);
    }

    /** The same with other movers. */
    public VolumeTools withMovers(MoverSettings others) {
        return new VolumeTools(acts, served, waiting, patience, others, watcher, turn);
    }

    /** The same for one volume, whose mover waits for its turn. */
    VolumeTools withTurn(MoverTurn other) {
        return new VolumeTools(acts, served, waiting, patience, movers, watcher, other);
    }
}
