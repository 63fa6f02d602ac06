package dev.varve.repo.admin;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.repo.admin.JobViews.JobHistory;
import dev.varve.repo.admin.JobViews.JobView;
import dev.varve.repo.schedule.Scheduler;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;

/** The daemon's own work: when it runs, and how it went. */
@Path("v1/jobs")
@Produces(MediaType.APPLICATION_JSON)
public final class JobResource {
    private final DaemonState state;

    JobResource(DaemonState state) {
        this.state = state;
    }

    @GET
    public Page<JobView> jobs(
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("after") @DefaultValue("") String after)
            throws IOException {
        return Page.of(
                scheduler().jobs().stream().map(JobView::of).toList(), JobView::name, limit, after);
    }

    @GET
    @Path("{job}")
    public JobHistory job(@PathParam("job") String job) throws IOException {
        return JobHistory.of(scheduler().job(job));
    }

    /** Answers when it is begun, or waits for its turn. */
    @POST
    @Path("{job}/run")
    public JobView run(@PathParam("job") String job) throws IOException {
        return JobView.of(scheduler().request(job));
    }

    /** Answers when the run is asked to end, which it does soon. */
    @POST
    @Path("{job}/cancel")
    public JobView cancel(@PathParam("job") String job) throws IOException {
        return JobView.of(scheduler().cancel(job));
    }

    private Scheduler scheduler() throws ProtocolException {
        return state.scheduler()
                .orElseThrow(() ->
                        new ProtocolException(
                                ErrorCode.UNAVAILABLE,
                                "no jobs run before recovery is finished, or while the daemon stops",
                                "Try again later."));
    }
}
