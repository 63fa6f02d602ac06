package dev.varve.repo.admin;

import com.codahale.metrics.health.HealthCheck;

/**
 * Tells whether the retention clock is believed. Passes always: in doubt nothing expires, and all
 * else goes on, so that a daemon must not be taken out of service for it.
 */
final class ClockHealth extends HealthCheck {
    private final DaemonState state;

    ClockHealth(DaemonState state) {
        this.state = state;
    }

    @Override
    protected Result check() {
        // Not as a format: the words may hold a per cent sign.
        return Result.healthy("%s", state.clock().status().summary());
    }
}
