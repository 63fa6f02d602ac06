package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;

/** The PVCs that a StatefulSet looks for, and makes empty when it does not find them. */
public final class ClaimNames {
    private ClaimNames() {}

    /** {@code <template>-<set>-<ordinal>} of each template and replica, as called in the source. */
    public static List<ObjectKey> of(ObjectNode statefulSet) {
        ObjectKey set = Keys.of(statefulSet);
        int first = Json.at(statefulSet, "spec", "ordinals", "start").asInt(0);
        int replicas = Json.at(statefulSet, "spec", "replicas").asInt(1);
        List<ObjectKey> claims = new ArrayList<>();
        for (ObjectNode template : Json.objects(statefulSet, "spec", "volumeClaimTemplates")) {
            String stem = Json.text(template, "metadata", "name") + "-" + set.name() + "-";
            for (int ordinal = first; ordinal < first + replicas; ordinal++) {
                claims.add(new ObjectKey(Kinds.CLAIM, set.namespace(), stem + ordinal));
            }
        }
        return claims;
    }
}
