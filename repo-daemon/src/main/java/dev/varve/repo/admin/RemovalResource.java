package dev.varve.repo.admin;

import dev.varve.repo.removal.VaultRemoval;
import dev.varve.repo.removal.VaultRemoval.Removed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;

/** The end of a vault. */
@Path("v1/vaults")
@Produces(MediaType.APPLICATION_JSON)
public final class RemovalResource {
    private final DaemonState state;

    RemovalResource(DaemonState state) {
        this.state = state;
    }

    /**
     * Deletes the vault; refused with 409 while anything in it is locked, which is in the ledger.
     */
    @DELETE
    @Path("{vault}")
    public Removed delete(
            @Context SecurityContext who,
            @PathParam("vault") String vault,
            @QueryParam("withPoints") @DefaultValue("false") boolean withPoints)
            throws IOException {
        return new VaultRemoval(state.directory(), Stores.repository(state), state.retention())
                .delete(vault, withPoints, Caller.actor(who));
    }
}
