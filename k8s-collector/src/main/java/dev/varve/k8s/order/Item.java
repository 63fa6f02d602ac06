package dev.varve.k8s.order;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ObjectKey;
import dev.varve.k8s.rule.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the order must know of one object; the object itself need not stay in memory.
 *
 * @param owners uids
 */
record Item(ObjectKey key, String uid, List<String> owners, Set<Reference> references) {
    Item {
        owners = List.copyOf(owners);
        references = Set.copyOf(references);
    }

    static Item of(ObjectNode object) {
        List<String> owners = new ArrayList<>();
        for (JsonNode owner : object.path("metadata").path("ownerReferences")) {
            owners.add(owner.path("uid").asText(""));
        }
        String uid = object.path("metadata").path("uid").asText("");
        return new Item(Keys.of(object), uid, owners, References.of(object));
    }
}
