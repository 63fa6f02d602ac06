package dev.varve.repo.retention.policy;

import java.util.List;

/**
 * What a plan says of one point.
 *
 * @param reasons why it is kept, for people; empty: it may go
 */
public record PlannedPoint(PolicyPoint point, List<String> reasons) {
    public PlannedPoint {
        reasons = List.copyOf(reasons);
    }

    public boolean kept() {
        return !reasons.isEmpty();
    }
}
