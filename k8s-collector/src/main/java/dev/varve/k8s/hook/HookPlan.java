package dev.varve.k8s.hook;

import java.time.Duration;
import java.util.List;

/**
 * What to do around one cut.
 *
 * @param run the run's id; names what hooks create on the cluster
 * @param members in the order to freeze them; they are thawed the other way round
 * @param cutLimit after this the cut is given up
 */
public record HookPlan(String run, List<Member> members, Duration cutLimit) {
    public HookPlan {
        if (!run.matches("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?")) {
            throw new IllegalArgumentException("not an id that labels can hold: '" + run + "'");
        }
        if (members.stream().map(Member::name).distinct().count() < members.size()) {
            throw new IllegalArgumentException("two members of one name");
        }
        members = List.copyOf(members);
        Limits.checked(cutLimit, "the limit of the cut");
    }
}
