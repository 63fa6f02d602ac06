package dev.varve.repo.admin;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.LockMode;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.RetentionPolicy;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.retention.Retention;
import dev.varve.repo.retention.label.Labels;
import dev.varve.repo.retention.policy.PlannedPoint;
import dev.varve.repo.retention.policy.RetentionPlan;
import dev.varve.repo.upkeep.PolicyExpiry;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.List;

/** What a vault keeps and locks, and what would go by that. */
@Path("v1/vaults")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class PolicyResource {
    private final DaemonState state;

    PolicyResource(DaemonState state) {
        this.state = state;
    }

    /** A policy; numbers of 0 keep nothing by that rule. */
    public record PolicyView(
            int keepLast,
            int keepHourly,
            int keepDaily,
            int keepWeekly,
            int keepMonthly,
            int keepYearly,
            long minimumAgeSeconds,
            String lockMode,
            long lockSeconds,
            String zone) {
        static PolicyView of(RetentionPolicy policy) {
            return new PolicyView(
                    policy.getKeepLast(),
                    policy.getKeepHourly(),
                    policy.getKeepDaily(),
                    policy.getKeepWeekly(),
                    policy.getKeepMonthly(),
                    policy.getKeepYearly(),
                    policy.getMinimumAgeSeconds(),
                    Retention.word(policy.getLockMode()),
                    policy.getLockSeconds(),
                    policy.getZone());
        }

        RetentionPolicy toMessage() throws ProtocolException {
            if (keepLast < 0
                    || keepHourly < 0
                    || keepDaily < 0
                    || keepWeekly < 0
                    || keepMonthly < 0
                    || keepYearly < 0
                    || minimumAgeSeconds < 0
                    || lockSeconds < 0) {
                throw bad("a policy has no numbers below 0");
            }
            RetentionPolicy policy =
                    RetentionPolicy.newBuilder()
                            .setKeepLast(keepLast)
                            .setKeepHourly(keepHourly)
                            .setKeepDaily(keepDaily)
                            .setKeepWeekly(keepWeekly)
                            .setKeepMonthly(keepMonthly)
                            .setKeepYearly(keepYearly)
                            .setMinimumAgeSeconds(minimumAgeSeconds)
                            .setLockMode(Modes.parse(lockMode))
                            .setLockSeconds(lockSeconds)
                            .setZone(zone == null ? "" : zone)
                            .build();
            try {
                var _ = RetentionPlan.zone(policy);
            } catch (IllegalArgumentException e) {
                throw bad(String.valueOf(e.getMessage()));
            }
            return policy;
        }
    }

    /** What a plan says of one point. */
    public record PlannedView(
            String point, long committedClockMillis, boolean kept, List<String> reasons) {
        static PlannedView of(PlannedPoint planned) {
            return new PlannedView(
                    planned.point().id().toString(),
                    planned.point().clockMillis(),
                    planned.kept(),
                    planned.reasons());
        }
    }

    /** A plan: what would go now. */
    public record PlanView(long clockMillis, int going, List<PlannedView> points) {}

    /** What was done by a plan. */
    public record AppliedView(List<String> expired, List<String> refused) {}

    @GET
    @Path("{vault}/policy")
    public PolicyView policy(@PathParam("vault") String vault) throws IOException {
        return PolicyView.of(state.directory().vaults().require(vault).getPolicy());
    }

    /** Strengthens at will; a lock is made weaker only while nothing in the vault is locked. */
    @PUT
    @Path("{vault}/policy")
    public PolicyView replace(@PathParam("vault") String vault, PolicyView wanted)
            throws IOException {
        VaultDocument before = state.directory().vaults().require(vault);
        RetentionPolicy policy = wanted.toMessage();
        LedgerEntry act =
                LedgerEntry.newBuilder()
                        .setKind(LedgerKind.LEDGER_KIND_POLICY)
                        .setActor(Modes.ACTOR)
                        .setVaultNumber(before.getVaultNumber())
                        .setVault(vault)
                        .setWhat("policy of vault " + vault + ": " + PolicyView.of(policy))
                        .build();
        if (weaker(policy, before.getPolicy())) {
            requireNothingLocked(vault, act);
        }
        state.retention().ledger().append(act);
        return PolicyView.of(state.directory().vaults().updatePolicy(vault, policy).getPolicy());
    }

    private static boolean weaker(RetentionPolicy policy, RetentionPolicy before) {
        return before.getLockMode() != LockMode.LOCK_MODE_NONE
                && (policy.getLockMode().compareTo(before.getLockMode()) < 0
                        || policy.getLockSeconds() < before.getLockSeconds());
    }

    private void requireNothingLocked(String vault, LedgerEntry act) throws IOException {
        long now = state.retention().nowMillis();
        for (PointDocument point : points(vault)) {
            if (Labels.locked(point.getLabel(), now)) {
                state.retention().require(point.getLabel(), act);
            }
        }
    }

    /** What would go now under this policy, or, without a body, under the vault's own. */
    @POST
    @Path("{vault}/policy/simulate")
    public PlanView simulate(@PathParam("vault") String vault, PolicyView wanted)
            throws IOException {
        RetentionPolicy policy =
                wanted == null
                        ? state.directory().vaults().require(vault).getPolicy()
                        : wanted.toMessage();
        long now = state.retention().nowMillis();
        List<PlannedPoint> plan = PolicyExpiry.plan(Stores.vault(state, vault), policy, now);
        return new PlanView(
                now,
                (int) plan.stream().filter(planned -> !planned.kept()).count(),
                plan.stream().map(PlannedView::of).toList());
    }

    /** Ends what the vault's policy lets go. */
    @POST
    @Path("{vault}/expire")
    public AppliedView expire(@PathParam("vault") String vault) throws IOException {
        PolicyExpiry.Result result =
                PolicyExpiry.run(
                        Stores.vault(state, vault),
                        state.directory().vaults().require(vault).getPolicy(),
                        state.retention().nowMillis(),
                        Modes.ACTOR,
                        () -> false);
        return new AppliedView(
                result.expired().stream().map(Uid::toString).toList(), result.refused());
    }

    private List<PointDocument> points(String vault) throws IOException {
        return Stores.vault(state, vault)
                .listPoints(ListPoints.getDefaultInstance())
                .getPointsList();
    }

    private static ProtocolException bad(String what) {
        return new ProtocolException(ErrorCode.USAGE, what, "");
    }
}
