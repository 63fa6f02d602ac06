package dev.varve.k8s.volume;

/**
 * When the mover of one volume may be made, and where it came to be. Called from the thread that
 * works on the volume.
 */
public interface MoverTurn {
    /** Of a mover that nobody counts. */
    MoverTurn AT_ONCE =
            new MoverTurn() {
                @Override
                public boolean mayBegin() {
                    return true;
                }

                @Override
                public void isThere(String node) {}
            };

    /**
     * Whether its Pod may be made now. Once it may, it counts on every node that it may come to.
     */
    boolean mayBegin();

    /**
     * Its Pod is there, whether it was allowed or an earlier process made it.
     *
     * @param node that it is on; empty: on none yet
     */
    void isThere(String node);
}
