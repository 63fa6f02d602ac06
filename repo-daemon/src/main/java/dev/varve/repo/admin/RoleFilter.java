package dev.varve.repo.admin;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.repo.vault.Role;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what the caller's role does not allow, by {@link AllowedTo}, which is in the ledger. Runs
 * behind TokenFilter.
 */
final class RoleFilter implements ContainerRequestFilter {
    private final RefusedRequests refused;

    /** Stands for the resource of the request under way, on its thread. */
    @Context private @Nullable ResourceInfo resource;

    RoleFilter(RefusedRequests refused) {
        this.refused = refused;
    }

    @Override
    public void filter(ContainerRequestContext request) throws ProtocolException {
        if (!(request.getSecurityContext() instanceof Caller caller)) {
            return; // Only what needs no token comes here without one.
        }
        Method method = resource == null ? null : resource.getResourceMethod();
        List<Role> allowed = allowed(method, request.getMethod());
        if (!allowed.contains(caller.role())) {
            String why =
                    "it is for the role "
                            + allowed.stream().map(Role::word).collect(Collectors.joining(" or "));
            refused.enter(caller, request.getMethod(), request.getUriInfo().getPath(), why);
            throw new ProtocolException(
                    ErrorCode.FORBIDDEN,
                    caller.getName() + " may not do this: " + why,
                    "Use the token of somebody with that role; see varve operator list.");
        }
    }

    static List<Role> allowed(@Nullable Method method, String verb) {
        AllowedTo said = method == null ? null : method.getAnnotation(AllowedTo.class);
        if (said != null) {
            return Arrays.asList(said.value());
        }
        return verb.equals(HttpMethod.GET) || verb.equals(HttpMethod.HEAD)
                ? List.of(Role.values())
                : List.of(Role.OPERATOR);
    }
}
