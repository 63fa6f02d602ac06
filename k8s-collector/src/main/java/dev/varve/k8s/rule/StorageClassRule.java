package dev.varve.k8s.rule;

import java.util.Optional;

/** A StorageClass that is mapped to another is not needed. */
final class StorageClassRule implements Rule {
    @Override
    public Optional<Verdict> apply(Draft draft) {
        String name = draft.source().name();
        String target = draft.mapping().storageClass(name);
        return target.equals(name) ? GO_ON : draft.skip("it is mapped to " + target);
    }
}
