package dev.varve.repo.upkeep;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.RetentionPolicy;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.retention.policy.PlannedPoint;
import dev.varve.repo.retention.policy.PolicyPoint;
import dev.varve.repo.retention.policy.RetentionPlan;
import dev.varve.repo.store.VaultStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Ends the points of a vault that its policy lets go. */
public final class PolicyExpiry {
    private PolicyExpiry() {}

    /**
     * What came of it.
     *
     * @param refused points that something still locks, with the reason
     */
    public record Result(List<Uid> expired, List<String> refused) {}

    /** What a policy says of the points of a vault at a time of the retention clock. */
    public static List<PlannedPoint> plan(
            VaultStore vault, RetentionPolicy policy, long clockMillis) throws IOException {
        List<PolicyPoint> points =
                vault.listPoints(ListPoints.getDefaultInstance()).getPointsList().stream()
                        .map(PolicyPoint::of)
                        .toList();
        return RetentionPlan.of(policy, points, clockMillis);
    }

    /**
     * Ends them, one after another.
     *
     * @param actor for the ledger
     * @param stop looked at before each point; true: the rest waits for another time
     */
    public static Result run(
            VaultStore vault,
            RetentionPolicy policy,
            long clockMillis,
            String actor,
            BooleanSupplier stop)
            throws IOException {
        List<Uid> expired = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (PlannedPoint planned : plan(vault, policy, clockMillis)) {
            if (planned.kept() || stop.getAsBoolean()) {
                continue;
            }
            Uid id = planned.point().id();
            try {
                vault.expire(id, actor, "by the policy");
                expired.add(id);
            } catch (ProtocolException e) {
                if (e.code() != ErrorCode.RETENTION_LOCKED && e.code() != ErrorCode.POINT_UNKNOWN) {
                    throw e;
                }
                refused.add(id + ": " + e.getMessage());
            }
        }
        return new Result(expired, refused);
    }
}
