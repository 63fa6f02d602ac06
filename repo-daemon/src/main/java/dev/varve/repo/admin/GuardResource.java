package dev.varve.repo.admin;

import dev.varve.repo.retention.guard.GuardAudit;
import dev.varve.repo.retention.guard.GuardStatus;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** How far sealed segments are guarded. */
@Path("v1/guard")
@Produces(MediaType.APPLICATION_JSON)
public final class GuardResource {
    private static final int MOST_FINDINGS = 100;

    private final DaemonState state;

    GuardResource(DaemonState state) {
        this.state = state;
    }

    /** As it was seen last; the findings are those of the last audit, the first hundred. */
    public record GuardView(
            String level,
            String reason,
            long sealed,
            long waiting,
            long findingsCount,
            List<String> findings) {}

    @GET
    public GuardView guard() {
        GuardStatus status = state.guard().guard().status();
        GuardAudit.Result audit = state.guardAudit();
        return new GuardView(
                status.level().name(),
                status.reason(),
                audit.sealed(),
                state.guard().owed(),
                audit.findings().size(),
                audit.findings().stream()
                        .limit(MOST_FINDINGS)
                        .map(GuardAudit.Finding::what)
                        .toList());
    }
}
