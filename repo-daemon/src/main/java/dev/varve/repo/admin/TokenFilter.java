package dev.varve.repo.admin;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.repo.vault.OperatorRegistry;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Optional;

/**
 * Lets nothing through without somebody's token, but the question whether the process is alive.
 * Whose token it is, the rest of the request sees as {@link Caller}.
 */
@PreMatching
final class TokenFilter implements ContainerRequestFilter {
    private static final String SCHEME = "Bearer ";

    private final OperatorRegistry operators;

    TokenFilter(OperatorRegistry operators) {
        this.operators = operators;
    }

    @Override
    public void filter(ContainerRequestContext request) throws IOException {
        if (request.getUriInfo().getPath().equals(LiveResource.PATH)) {
            return;
        }
        String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        Optional<OperatorRegistry.Known> known =
                header == null || !header.startsWith(SCHEME)
                        ? Optional.empty()
                        : operators.authenticate(header.substring(SCHEME.length()));
        if (known.isPresent()) {
            request.setSecurityContext(new Caller(known.get()));
        } else {
            request.abortWith(refusal());
        }
    }

    private static Response refusal() {
        return Response.status(Response.Status.UNAUTHORIZED)
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"varve\"")
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(
                        ErrorView.of(
                                ErrorCode.UNAUTHENTICATED,
                                "a bearer token is needed",
                                "Send the content of the file admin-token in the data directory, or"
                                        + " of a file that varve operator add wrote."))
                .build();
    }
}
