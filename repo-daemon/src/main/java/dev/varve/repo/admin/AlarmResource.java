package dev.varve.repo.admin;

import dev.varve.repo.alarm.Alarm;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;

/** The alarms that are on. */
@Path("v1/alarms")
@Produces(MediaType.APPLICATION_JSON)
public final class AlarmResource {
    private final DaemonState state;

    AlarmResource(DaemonState state) {
        this.state = state;
    }

    /** Oldest first. */
    @GET
    public Page<Alarm> alarms(
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("after") @DefaultValue("") String after)
            throws IOException {
        return Page.of(
                state.alarms().active(), alarm -> alarm.kind() + "/" + alarm.where(), limit, after);
    }
}
