package dev.varve.repo.admin;

import com.codahale.metrics.health.HealthCheck;
import com.codahale.metrics.health.HealthCheckRegistry;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Runs all health checks: 200 when all pass, 503 when one does not. */
@Path("health")
@Produces(MediaType.APPLICATION_JSON)
public final class HealthResource {
    private final HealthCheckRegistry checks;

    HealthResource(HealthCheckRegistry checks) {
        this.checks = checks;
    }

    /** All checks by name. */
    public record HealthView(boolean healthy, Map<String, CheckView> checks) {}

    /** One check; the message says what it saw. */
    public record CheckView(boolean healthy, String message) {}

    @GET
    public Response health() {
        SortedMap<String, CheckView> views = new TreeMap<>();
        for (Map.Entry<String, HealthCheck.Result> check : checks.runHealthChecks().entrySet()) {
            HealthCheck.Result result = check.getValue();
            String message = result.getMessage() == null ? "" : result.getMessage();
            views.put(check.getKey(), new CheckView(result.isHealthy(), message));
        }
        boolean healthy = views.values().stream().allMatch(CheckView::healthy);
        return Response.status(healthy ? 200 : 503).entity(new HealthView(healthy, views)).build();
    }
}
