package dev.varve.k8s.hook;

import java.io.IOException;
import java.time.Duration;

/**
 * What is done while the members are frozen: it must come back as soon as the data cannot change.
 */
@FunctionalInterface
public interface Cut<T> {
    /**
     * Cuts. Interrupted when its limit passes or the run is cancelled.
     *
     * @param left how long all members are sure to stay frozen; when it takes longer, the cut
     *     counts as {@link Consistency#CRASH}
     */
    T cut(Duration left) throws IOException, InterruptedException;
}
