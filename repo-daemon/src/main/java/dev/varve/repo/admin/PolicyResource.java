package dev.varve.repo.admin;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.message.LockMode;
import dev.varve.protocol.message.RetentionPolicy;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.retention.Retention;
import dev.varve.repo.retention.policy.PlannedPoint;
import dev.varve.repo.retention.policy.RetentionPlan;
import dev.varve.repo.retention.policy.Strength;
import dev.varve.repo.upkeep.PolicyExpiry;
import dev.varve.repo.vault.Role;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a vault keeps and locks, and what would go by that. */
@Path("v1/vaults")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class PolicyResource {
    /** A hundred years of 366 days: what is added to a clock must not overflow it. */
    static final long MOST_SECONDS = 100L * 366 * 24 * 3600;

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
            @Nullable String lockMode,
            long lockSeconds,
            @Nullable String zone) {
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
            requireCounts();
            requireTime(minimumAgeSeconds, "minimumAgeSeconds");
            requireTime(lockSeconds, "lockSeconds");
            RetentionPolicy policy =
                    RetentionPolicy.newBuilder()
                            .setKeepLast(keepLast)
                            .setKeepHourly(keepHourly)
                            .setKeepDaily(keepDaily)
                            .setKeepWeekly(keepWeekly)
                            .setKeepMonthly(keepMonthly)
                            .setKeepYearly(keepYearly)
                            .setMinimumAgeSeconds(minimumAgeSeconds)
                            .setLockMode(Modes.parse(lockMode, "lockMode"))
                            .setLockSeconds(lockSeconds)
                            .setZone(zone == null ? "" : zone)
                            .build();
            try {
                var _ = RetentionPlan.zone(policy);
            } catch (IllegalArgumentException e) {
                throw Required.bad("zone: " + e.getMessage());
            }
            return policy;
        }

        private void requireCounts() throws ProtocolException {
            if (keepLast < 0
                    || keepHourly < 0
                    || keepDaily < 0
                    || keepWeekly < 0
                    || keepMonthly < 0
                    || keepYearly < 0) {
                throw Required.bad("a policy keeps no number of points below 0");
            }
        }

        private static void requireTime(long seconds, String field) throws ProtocolException {
            if (seconds < 0 || seconds > MOST_SECONDS) {
                throw Required.bad(field + " is to be from 0 to a hundred years");
            }
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

    /**
     * Strengthens at will; a lock is made weaker only while nothing in the vault is locked, and a
     * compliance lock by two officers only. One change after the other: what is looked at is what
     * is replaced.
     */
    @PUT
    @Path("{vault}/policy")
    public PolicyView replace(
            @Context SecurityContext who,
            @PathParam("vault") String vault,
            @Nullable PolicyView wanted)
            throws IOException {
        RetentionPolicy policy = Required.body(wanted, "a policy").toMessage();
        String actor = Caller.actor(who);
        return PolicyView.of(
                state.directory()
                        .vaults()
                        .updatePolicy(
                                vault,
                                before -> {
                                    enter(policy, before, actor);
                                    return policy;
                                })
                        .getPolicy());
    }

    private void enter(RetentionPolicy policy, VaultDocument before, String actor)
            throws IOException {
        String what = "policy of vault " + before.getName() + ": " + PolicyView.of(policy);
        LedgerEntry act =
                LedgerEntry.newBuilder()
                        .setKind(LedgerKind.LEDGER_KIND_POLICY)
                        .setActor(actor)
                        .setVaultNumber(before.getVaultNumber())
                        .setVault(before.getName())
                        .setWhat(what)
                        .build();
        if (Strength.weaker(policy, before.getPolicy())) {
            Stores.repository(state).vault(before).requireNothingLocked(actor, what);
            requireNoCompliance(before.getPolicy(), act);
        }
        state.retention().ledger().append(act);
    }

    private void requireNoCompliance(RetentionPolicy before, LedgerEntry act) throws IOException {
        if (before.getLockMode() != LockMode.LOCK_MODE_COMPLIANCE) {
            return;
        }
        String why = "a compliance lock is made weaker by two officers only";
        state.retention()
                .ledger()
                .append(
                        act.toBuilder()
                                .setKind(LedgerKind.LEDGER_KIND_REFUSED)
                                .setWhat(act.getWhat() + ": refused, " + why)
                                .build());
        throw new ProtocolException(
                ErrorCode.APPROVAL_NEEDED,
                why,
                "Ask for it with: varve officer request weaken-policy");
    }

    /** What would go now under this policy, or, without a body, under the vault's own. */
    @POST
    @AllowedTo({Role.WRITER, Role.OPERATOR, Role.SECURITY_OFFICER, Role.LEGAL})
    @Path("{vault}/policy/simulate")
    public PlanView simulate(@PathParam("vault") String vault, @Nullable PolicyView wanted)
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
    public AppliedView expire(@Context SecurityContext who, @PathParam("vault") String vault)
            throws IOException {
        PolicyExpiry.Result result =
                PolicyExpiry.run(
                        Stores.vault(state, vault),
                        state.directory().vaults().require(vault).getPolicy(),
                        state.retention().nowMillis(),
                        Caller.actor(who),
                        () -> false);
        return new AppliedView(
                result.expired().stream().map(Uid::toString).toList(), result.refused());
    }
}
