package dev.varve.repo.admin;

import com.codahale.metrics.health.HealthCheck;
import dev.varve.repo.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Room above the reserve, and a small file written and fsynced. */
final class DiskHealth extends HealthCheck {
    private final DaemonState state;

    DiskHealth(DaemonState state) {
        this.state = state;
    }

    @Override
    protected synchronized Result check() throws IOException {
        AtomicFile probe = new AtomicFile(state.directory().temporary().resolve("health-probe"));
        probe.write("written by the health check\n".getBytes(StandardCharsets.US_ASCII));
        long freeBytes = state.storage().freeBytes();
        long reserveBytes = state.diskReserveBytes();
        return freeBytes > reserveBytes
                ? Result.healthy("%d bytes free, %d of them reserve", freeBytes, reserveBytes)
                : Result.unhealthy(
                        "%d bytes free, under the reserve of %d", freeBytes, reserveBytes);
    }
}
