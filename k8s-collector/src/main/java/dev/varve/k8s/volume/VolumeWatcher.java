package dev.varve.k8s.volume;

import dev.varve.k8s.model.ObjectKey;

/**
 * Is told what happens to volumes. Called by many threads, of each volume by the one that works on
 * it.
 */
public interface VolumeWatcher {
    VolumeWatcher NONE =
            new VolumeWatcher() {
                @Override
                public void reached(ObjectKey subject, String state) {}

                @Override
                public void placed(ObjectKey subject, String pod, String node) {}

                @Override
                public void moved(ObjectKey subject, long bytes, long ofBytes) {}
            };

    /** The way of a volume has come to this state. */
    void reached(ObjectKey subject, String state);

    /**
     * The volume's mover has come to a node. Told once, at its end at the latest.
     *
     * @param node empty when it is not known
     */
    void placed(ObjectKey subject, String pod, String node);

    /**
     * How far a mover is.
     *
     * @param ofBytes 0 when it does not know
     */
    void moved(ObjectKey subject, long bytes, long ofBytes);
}
