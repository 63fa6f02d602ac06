package dev.varve.repo.admin;

import dev.varve.protocol.message.CheckResult;
import dev.varve.repo.store.CheckMonitor;
import dev.varve.repo.store.CompactionLimits;
import dev.varve.repo.store.CompactionResult;
import dev.varve.repo.store.CountAuditResult;
import dev.varve.repo.store.VaultIntegrity;
import dev.varve.repo.store.VaultStore;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.List;

/** Work on a whole vault: its wholeness, its space, its counts. */
@Path("v1/vaults")
@Produces(MediaType.APPLICATION_JSON)
public final class MaintenanceResource {
    private final DaemonState state;

    MaintenanceResource(DaemonState state) {
        this.state = state;
    }

    /** A point that cannot be restored whole. */
    public record DamagedPoint(String point, List<String> chains) {}

    /**
     * How whole a vault is known to be.
     *
     * @param healingChains the next push of these reads its source whole and sends what is missing
     */
    public record IntegrityView(
            long points,
            List<DamagedPoint> damaged,
            List<String> healingChains,
            long unverified,
            long uncounted,
            long segments,
            long neverRead,
            long oldestUnverifiedMillis,
            long clockMillis) {
        static IntegrityView of(VaultIntegrity known, long clockMillis) {
            return new IntegrityView(
                    known.points(),
                    known.damaged().entrySet().stream()
                            .map(each ->
                                    new DamagedPoint(each.getKey().toString(), each.getValue()))
                            .sorted(java.util.Comparator.comparing(DamagedPoint::point))
                            .toList(),
                    known.healing(),
                    known.unverified(),
                    known.uncounted(),
                    known.segments(),
                    known.neverRead(),
                    known.oldestUnverifiedMillis(),
                    clockMillis);
        }
    }

    /** What is known, without looking again. */
    @GET
    @Path("{vault}/integrity")
    public IntegrityView integrity(@PathParam("vault") String vault) throws IOException {
        return view(Stores.vault(state, vault));
    }

    /** Looks again at what is damaged, and at what was never looked at. */
    @POST
    @Path("{vault}/heal")
    public IntegrityView heal(@PathParam("vault") String vault) throws IOException {
        VaultStore store = Stores.vault(state, vault);
        CheckResult _ = store.checkNew(CheckMonitor.NONE);
        return view(store);
    }

    /** Gives back the space of what nothing uses any more. */
    @POST
    @Path("{vault}/compact")
    public CompactionResult compact(@PathParam("vault") String vault) throws IOException {
        return Stores.vault(state, vault).compact(CompactionLimits.DEFAULT, CheckMonitor.NONE);
    }

    /** Counts all references again. */
    @POST
    @Path("{vault}/audit-counts")
    public CountAuditResult auditCounts(@PathParam("vault") String vault) throws IOException {
        return Stores.vault(state, vault).auditCounts(false, CheckMonitor.NONE);
    }

    /** Counts all references again, and sets right what differs. */
    @POST
    @Path("{vault}/audit-counts/repair")
    public CountAuditResult repairCounts(@PathParam("vault") String vault) throws IOException {
        return Stores.vault(state, vault).auditCounts(true, CheckMonitor.NONE);
    }

    private IntegrityView view(VaultStore store) throws IOException {
        return IntegrityView.of(store.integrity(), state.retention().nowMillis());
    }
}
