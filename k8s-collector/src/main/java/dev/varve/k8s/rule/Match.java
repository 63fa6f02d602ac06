package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which objects are meant, by what they were in the source.
 *
 * @param kind nothing: every kind
 * @param namespace empty: every one, and the objects of the whole cluster
 * @param name a glob of {@code *} and {@code ?}; empty: every one
 * @param labels all of which an object must have
 */
record Match(Optional<GroupKind> kind, String namespace, String name, Map<String, String> labels) {
    Match {
        labels = Map.copyOf(labels);
    }

    boolean fits(ObjectNode captured) {
        ObjectKey key = Keys.of(captured);
        return kind.map(key.kind()::equals).orElse(true)
                && (namespace.isEmpty() || namespace.equals(key.namespace()))
                && (name.isEmpty() || glob(name).matcher(key.name()).matches())
                && labels.entrySet().stream()
                        .allMatch(each ->
                                Json.text(captured, "metadata", "labels", each.getKey())
                                        .equals(each.getValue()));
    }

    private static Pattern glob(String glob) {
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char each = glob.charAt(i);
            switch (each) {
                case '*' -> pattern.append(".*");
                case '?' -> pattern.append('.');
                default -> pattern.append(Pattern.quote(String.valueOf(each)));
            }
        }
        return Pattern.compile(pattern.toString());
    }
}
