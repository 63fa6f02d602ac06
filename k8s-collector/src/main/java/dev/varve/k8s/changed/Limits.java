package dev.varve.k8s.changed;

import java.time.Duration;

/**
 * How long, and how often, a service is asked before the volume is read in full.
 *
 * @param call one call; what it told until then is kept, and the next goes on behind it
 * @param whole all calls together
 * @param attempts calls one after the other that tell nothing new and end by an error
 * @param ranges in one message
 */
record Limits(Duration call, Duration whole, int attempts, int ranges) {
    static final Limits DEFAULT =
            new Limits(Duration.ofMinutes(10), Duration.ofMinutes(30), 3, 10_000);
}
