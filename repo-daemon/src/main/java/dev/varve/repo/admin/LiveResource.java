package dev.varve.repo.admin;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Answers as long as the process can. Needs no token, tells nothing. */
@Path(LiveResource.PATH)
@Produces(MediaType.TEXT_PLAIN)
public final class LiveResource {
    static final String PATH = "live";

    @GET
    public String live() {
        return "alive\n";
    }
}
