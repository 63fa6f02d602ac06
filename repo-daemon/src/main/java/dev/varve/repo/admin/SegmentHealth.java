package dev.varve.repo.admin;

import com.codahale.metrics.health.HealthCheck;

/**
 * Every fsync since the start succeeded. After one that failed nobody knows what is on the disk,
 * and the segment takes no more.
 */
final class SegmentHealth extends HealthCheck {
    private final DaemonState state;

    SegmentHealth(DaemonState state) {
        this.state = state;
    }

    @Override
    protected Result check() {
        return state.metrics().anyFsyncFailed()
                ? Result.unhealthy("an fsync failed since the start: see the log, then the disk")
                : Result.healthy("every fsync since the start succeeded");
    }
}
