package dev.varve.k8s.restore;

import java.time.Duration;

/**
 * How long a run waits for what others must do.
 *
 * @param definition until the API server serves a kind
 * @param removal until an object that is in the way is gone
 * @param webhook until somebody answers a webhook that fails closed
 */
record RestoreLimits(Duration definition, Duration removal, Duration webhook) {
    static final RestoreLimits STANDARD =
            new RestoreLimits(
                    Duration.ofSeconds(60), Duration.ofMinutes(2), Duration.ofSeconds(60));
}
