package dev.varve.k8s.volume;

import dev.varve.k8s.model.ObjectKey;

/** Is told what happens to volumes. Called from the thread that works on the volume. */
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

    /** The volume's mover runs, on this node. */
    void placed(ObjectKey subject, String pod, String node);

    /**
     * How far a mover is.
     *
     * @param ofBytes 0 when it does not know
     */
    void moved(ObjectKey subject, long bytes, long ofBytes);
}
