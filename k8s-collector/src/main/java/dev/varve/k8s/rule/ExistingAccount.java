package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * A ServiceAccount that exists is merged whatever the policy: every namespace has a default one.
 */
final class ExistingAccount {
    private static final List<String> LISTS = List.of("secrets", "imagePullSecrets");

    private ExistingAccount() {}

    static Verdict settle(Draft draft, ObjectNode existing) {
        ObjectNode wished = draft.object().deepCopy();
        LISTS.forEach(list -> unite(wished, existing, list));
        ObjectNode patch = MergePatch.toward(existing, wished);
        if (draft.options().existing() != ExistingPolicy.UPDATE) {
            Json.object(patch, "metadata").ifPresent(metadata -> keepExisting(metadata, existing));
            Json.dropEmpty(patch, "metadata");
        }
        return ExistingObject.merge(draft, patch);
    }

    /** Puts what the existing one lists before what we list more. */
    private static void unite(ObjectNode wished, ObjectNode existing, String list) {
        Optional<ArrayNode> there = Json.array(existing, list);
        if (there.isEmpty() || !wished.has(list)) {
            return;
        }
        ArrayNode united = there.get().deepCopy();
        for (ObjectNode each : Json.objects(wished, list)) {
            String name = Json.text(each, "name");
            if (Json.objects(existing, list).stream()
                    .noneMatch(other -> Json.text(other, "name").equals(name))) {
                united.add(each);
            }
        }
        wished.set(list, united);
    }

    /** Of labels and annotations only those come that are not there. */
    private static void keepExisting(ObjectNode metadata, ObjectNode existing) {
        for (String field : List.of("labels", "annotations")) {
            Json.object(metadata, field)
                    .ifPresent(values ->
                            Json.object(existing, "metadata", field)
                                    .ifPresent(there ->
                                            there.fieldNames().forEachRemaining(values::remove)));
            Json.dropEmpty(metadata, field);
        }
    }
}
