package dev.varve.k8s.rule;

import java.util.Optional;

/** An APIService without a Service speaks of the API server itself, which makes its own. */
final class ApiServiceRule implements Rule {
    @Override
    public Optional<Verdict> apply(Draft draft) {
        return Json.object(draft.object(), "spec", "service").isEmpty()
                ? draft.skip("the API server makes it itself")
                : GO_ON;
    }
}
