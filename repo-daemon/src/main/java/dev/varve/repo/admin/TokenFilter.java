package dev.varve.repo.admin;

import dev.varve.protocol.error.ErrorCode;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Lets nothing through without the token, but the question whether the process is alive. */
@PreMatching
final class TokenFilter implements ContainerRequestFilter {
    private static final String SCHEME = "Bearer ";

    private final byte[] token;

    TokenFilter(String token) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getUriInfo().getPath().equals(LiveResource.PATH)) {
            return;
        }
        String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        // Compared in constant time: the answer's delay must not tell how much of a guess is right.
        if (header == null
                || !header.startsWith(SCHEME)
                || !MessageDigest.isEqual(
                        header.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8),
                        token)) {
            request.abortWith(
                    Response.status(Response.Status.UNAUTHORIZED)
                            .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"varve\"")
                            .type(MediaType.APPLICATION_JSON_TYPE)
                            .entity(
                                    ErrorView.of(
                                            ErrorCode.UNAUTHENTICATED,
                                            "a bearer token is needed",
                                            "Send the content of the file admin-token in the data"
                                                    + " directory."))
                            .build());
        }
    }
}
