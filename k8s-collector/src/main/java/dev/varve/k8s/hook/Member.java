package dev.varve.k8s.hook;

import dev.varve.k8s.model.Consistency;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One part of what is cut together, such as a Pod with its database.
 *
 * @param promise the consistency that it has when all its hooks succeeded and its session was held
 */
public record Member(
        String name,
        List<Hook> before,
        Optional<Hold> hold,
        List<Hook> after,
        Consistency promise) {
    public Member {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a member without a name");
        }
        if (promise == Consistency.FROZEN && hold.isEmpty()) {
            throw new IllegalArgumentException(
                    name + " promises to be frozen, and nothing holds it");
        }
        before = sorted(before);
        after = sorted(after);
    }

    private static List<Hook> sorted(List<Hook> hooks) {
        if (hooks.stream().map(Hook::name).distinct().count() < hooks.size()) {
            throw new IllegalArgumentException("two hooks of one name");
        }
        return hooks.stream().sorted(Comparator.comparingInt(Hook::order)).toList();
    }
}
