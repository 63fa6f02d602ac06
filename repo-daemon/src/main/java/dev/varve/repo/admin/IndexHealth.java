package dev.varve.repo.admin;

import com.codahale.metrics.health.HealthCheck;
import java.io.IOException;

/** The index is open and answers. */
final class IndexHealth extends HealthCheck {
    private final DaemonState state;

    IndexHealth(DaemonState state) {
        this.state = state;
    }

    @Override
    protected Result check() throws IOException {
        return Result.healthy("%d bytes on disk", state.indexBytes());
    }
}
