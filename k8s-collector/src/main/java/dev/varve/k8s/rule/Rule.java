package dev.varve.k8s.rule;

import java.util.Optional;

/** One reason to change an object, or to leave it out. */
@FunctionalInterface
interface Rule {
    /** Goes on with the next rule. */
    Optional<Verdict> GO_ON = Optional.empty();

    /** Edits the draft; an answer ends the matter. */
    Optional<Verdict> apply(Draft draft);
}
