package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.GroupKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The second pass over ownerReferences. Objects are created without them, for a reference to a uid
 * that does not exist has the garbage collector delete the child.
 */
final class Owners {
    private Owners() {}

    static List<ObjectNode> references(ObjectNode object) {
        return Json.objects(object, "metadata", "ownerReferences");
    }

    static Optional<ObjectNode> controller(ObjectNode object) {
        return references(object).stream()
                .filter(owner -> owner.path("controller").asBoolean())
                .findFirst();
    }

    /**
     * The merge patch that finishes a restored object. A ControllerRevision is taken by its
     * controller, and a patch of it may be refused, for its data is compared byte by byte.
     *
     * @param newUids uid in the source to uid in the target, of all restored objects
     * @return nothing when it waits for nothing, and none of its owners was restored
     */
    static Optional<ObjectNode> relink(
            ObjectNode captured, Map<String, String> newUids, Context context) {
        if (Keys.kind(captured).equals(Kinds.REVISION)) {
            return Optional.empty();
        }
        ObjectNode patch = Json.empty();
        ArrayNode links = patch.arrayNode();
        for (ObjectNode owner : references(captured)) {
            String uid = newUids.get(Json.text(owner, "uid"));
            if (uid != null) {
                links.add(link(owner, uid, context));
            }
        }
        if (!links.isEmpty()) {
            Json.make(patch, "metadata").set("ownerReferences", links);
        }
        if (Unfinished.waits(captured, context)) {
            Unfinished.finish(patch);
        }
        return patch.isEmpty() ? Optional.empty() : Optional.of(patch);
    }

    private static ObjectNode link(ObjectNode owner, String uid, Context context) {
        ObjectNode link = owner.deepCopy().put("uid", uid);
        String kind = Json.text(owner, "kind");
        String apiVersion = Json.text(owner, "apiVersion");
        if (!context.served(GroupKind.of(apiVersion, kind)).contains(apiVersion)) {
            Versions.successor(apiVersion, kind, context)
                    .ifPresent(served -> link.put("apiVersion", served));
        }
        return link;
    }
}
