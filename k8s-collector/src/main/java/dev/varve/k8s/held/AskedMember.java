package dev.varve.k8s.held;

import dev.varve.k8s.hook.Hook;
import dev.varve.k8s.hook.HookAction;
import dev.varve.k8s.hook.HookResult;
import dev.varve.k8s.hook.Member;
import dev.varve.k8s.hook.MemberReport;
import dev.varve.k8s.model.Consistency;
import dev.varve.k8s.point.PointDescription;
import java.util.List;
import java.util.Optional;

/**
 * Hooks that were asked for in one place, as a member of a cut. It promises nothing: what a command
 * did to the data, nobody here knows.
 */
record AskedMember(String name, List<AskedHook> hooks) {
    AskedMember {
        hooks = List.copyOf(hooks);
    }

    Member member() {
        return new Member(
                name,
                hooks(PolicyHook.When.BEFORE),
                Optional.empty(),
                hooks(PolicyHook.When.AFTER),
                Consistency.CRASH);
    }

    /** What is refused fails first, so that nothing is done whose other half cannot be. */
    private List<Hook> hooks(PolicyHook.When when) {
        return hooks.stream().filter(each -> runs(each) == when).map(AskedHook::hook).toList();
    }

    private static PolicyHook.When runs(AskedHook each) {
        return each.hook().action() instanceof HookAction.Refused
                ? PolicyHook.When.BEFORE
                : each.when();
    }

    /**
     * What became of them.
     *
     * @param report nothing when the member took no part in a cut
     */
    List<PointDescription.Hook> descriptions(
            String namespace, Optional<MemberReport> report, String whyNot) {
        return hooks.stream()
                .map(each -> each.description(namespace, result(each, report), whyNot))
                .toList();
    }

    private static Optional<HookResult> result(AskedHook hook, Optional<MemberReport> report) {
        return report.stream()
                .flatMap(MemberReport::hooks)
                .filter(each -> each.hook().equals(hook.hook().name()))
                .findFirst();
    }
}
