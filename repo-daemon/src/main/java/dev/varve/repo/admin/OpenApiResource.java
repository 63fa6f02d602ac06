package dev.varve.repo.admin;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;

/** The description of this interface: docs/formats/admin-openapi.json as it was built in. */
@Path("openapi.json")
@Produces(MediaType.APPLICATION_JSON)
public final class OpenApiResource {
    static final String DOCUMENT = "/dev/varve/repo/admin/admin-openapi.json";

    @GET
    public byte[] description() throws IOException {
        try (InputStream document = OpenApiResource.class.getResourceAsStream(DOCUMENT)) {
            if (document == null) {
                throw new IOException("built without " + DOCUMENT);
            }
            return document.readAllBytes();
        }
    }
}
