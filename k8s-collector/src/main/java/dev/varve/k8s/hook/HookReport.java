package dev.varve.k8s.hook;

import java.util.List;

/**
 * What became of a cut and its hooks.
 *
 * @param members in the plan's order
 * @param failures hooks that were to succeed and did not; empty: all is well
 */
public record HookReport<T>(CutOutcome<T> cut, List<MemberReport> members, List<String> failures) {
    public HookReport {
        members = List.copyOf(members);
        failures = List.copyOf(failures);
    }

    /** Whether the cut was made and nothing failed that was to succeed. */
    public boolean succeeded() {
        return cut instanceof CutOutcome.Made<T> && failures.isEmpty();
    }

    public MemberReport member(String name) {
        return members.stream()
                .filter(each -> each.member().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no member " + name));
    }
}
