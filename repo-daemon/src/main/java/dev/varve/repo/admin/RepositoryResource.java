package dev.varve.repo.admin;

import dev.varve.protocol.message.Statistics;
import dev.varve.repo.metrics.Tasks;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;

/** The repository as a whole. */
@Path("v1")
@Produces(MediaType.APPLICATION_JSON)
public final class RepositoryResource {
    private final DaemonState state;

    RepositoryResource(DaemonState state) {
        this.state = state;
    }

    /** Counts and sizes over all vaults. */
    public record RepositoryView(
            String repository,
            int vaults,
            long points,
            long segments,
            long chunks,
            long nodes,
            long referencedChunks,
            long references,
            long storedBytes,
            long diskFreeBytes,
            long diskTotalBytes,
            long diskReserveBytes) {}

    @GET
    @Path("repository")
    public RepositoryView repository() throws IOException {
        Statistics statistics = Stores.repository(state).statistics();
        return new RepositoryView(
                state.directory().repositoryId().toString(),
                state.directory().vaults().list().size(),
                statistics.getPoints(),
                statistics.getSegments(),
                statistics.getChunks(),
                statistics.getNodes(),
                statistics.getReferencedChunks(),
                statistics.getReferences(),
                statistics.getStoredBytes(),
                state.storage().freeBytes(),
                state.storage().totalBytes(),
                state.diskReserveBytes());
    }

    /** Work under way that lasts, oldest first. */
    @GET
    @Path("tasks")
    public Page<Tasks.Task> tasks(
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("after") @DefaultValue("") String after)
            throws IOException {
        return Page.of(
                state.tasks().running(), task -> String.valueOf(task.number()), limit, after);
    }
}
