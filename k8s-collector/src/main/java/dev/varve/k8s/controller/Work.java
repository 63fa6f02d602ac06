package dev.varve.k8s.controller;

import dev.varve.ingest.push.Cancellation;

/** Something that takes long. */
@FunctionalInterface
interface Work {
    /**
     * Does it, on a thread that may wait.
     *
     * @param stop is asked to stop by a cancel, and when the controller ends
     */
    void run(Stop stop) throws InterruptedException;

    /** Whether to stop, and why. */
    record Stop(Cancellation cancellation, Workers workers) {
        /** True when the controller ends: somebody else goes on with it. */
        boolean controllerEnds() {
            return workers.isClosing();
        }
    }
}
