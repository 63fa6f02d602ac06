package dev.varve.k8s.rule;

import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import java.util.Optional;

/**
 * Old API servers gave the same object in two groups, an Ingress in extensions and in
 * networking.k8s.io: the younger group's is restored.
 */
final class TwinRule implements Rule {
    private static final String OLD_GROUP = "extensions";

    @Override
    public Optional<Verdict> apply(Draft draft) {
        ObjectKey source = draft.source();
        if (!source.kind().group().equals(OLD_GROUP)) {
            return GO_ON;
        }
        return Conversions.from(OLD_GROUP + "/v1beta1", source.kind().kind()).stream()
                .map(way -> GroupKind.of(way.to(), way.kind()))
                .map(kind -> new ObjectKey(kind, source.namespace(), source.name()))
                .filter(twin -> draft.context().captured(twin).isPresent())
                .findFirst()
                .flatMap(twin -> draft.skip("it is restored as " + twin));
    }
}
