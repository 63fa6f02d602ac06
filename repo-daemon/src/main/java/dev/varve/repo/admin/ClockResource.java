package dev.varve.repo.admin;

import dev.varve.repo.retention.clock.ClockStatus;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** The retention clock. */
@Path("v1/clock")
@Produces(MediaType.APPLICATION_JSON)
public final class ClockResource {
    private final DaemonState state;

    ClockResource(DaemonState state) {
        this.state = state;
    }

    /** As of its last tick. */
    public record ClockView(
            String state,
            boolean mayExpire,
            long rcMillis,
            long gapMillis,
            long caughtUpMillis,
            long targetMillis,
            long writtenMillis,
            List<String> reasons) {
        static ClockView of(ClockStatus status) {
            return new ClockView(
                    status.state().name(),
                    status.mayExpire(),
                    status.rcMillis(),
                    status.gapMillis(),
                    status.caughtUpMillis(),
                    status.targetMillis(),
                    status.writtenMillis(),
                    status.reasons());
        }
    }

    @GET
    public ClockView clock() {
        return ClockView.of(state.clock().status());
    }
}
