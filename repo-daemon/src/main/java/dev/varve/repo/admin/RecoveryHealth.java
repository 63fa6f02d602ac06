package dev.varve.repo.admin;

import com.codahale.metrics.health.HealthCheck;

/** What a crash left is recovered, and the daemon serves. */
final class RecoveryHealth extends HealthCheck {
    private final DaemonState state;

    RecoveryHealth(DaemonState state) {
        this.state = state;
    }

    @Override
    protected Result check() {
        return state.repository().isPresent()
                ? Result.healthy("finished")
                : Result.unhealthy("under way");
    }
}
