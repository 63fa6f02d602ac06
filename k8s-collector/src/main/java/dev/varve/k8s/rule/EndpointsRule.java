package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ObjectKey;
import java.util.Optional;

/** Restores Endpoints and EndpointSlices that a person made; a controller makes the others anew. */
final class EndpointsRule implements Rule {
    private static final String SLICE_MANAGER = "endpointslice.kubernetes.io/managed-by";
    private static final String SERVICE_NAME = "kubernetes.io/service-name";
    private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";
    private static final String TRIGGER = "endpoints.kubernetes.io/last-change-trigger-time";

    @Override
    public Optional<Verdict> apply(Draft draft) {
        if (ServiceRule.isApiServer(draft)) {
            return draft.skip("they are those of the API server it was captured from");
        }
        ObjectNode captured = draft.captured();
        if (Json.text(captured, "metadata", "labels", SLICE_MANAGER).endsWith(".k8s.io")) {
            return draft.skip("a controller of the cluster makes it anew");
        }
        if (Json.at(captured, "metadata", "annotations").has(LEADER)) {
            return draft.skip("it was a lock between processes");
        }
        if (hasSelector(draft, service(draft))) {
            return draft.skip("its Service has a selector: they are made anew");
        }
        Json.object(draft.metadata(), "annotations").ifPresent(each -> each.remove(TRIGGER));
        Json.dropEmpty(draft.metadata(), "annotations");
        for (ObjectNode subset : Json.objects(draft.object(), "subsets")) {
            Json.objects(subset, "addresses").forEach(each -> repoint(draft, each));
            Json.objects(subset, "notReadyAddresses").forEach(each -> repoint(draft, each));
        }
        Json.objects(draft.object(), "endpoints").forEach(each -> repoint(draft, each));
        draft.warn("its addresses are those of the source");
        return GO_ON;
    }

    private static String service(Draft draft) {
        return draft.source().kind().equals(Kinds.ENDPOINTS)
                ? draft.source().name()
                : Json.text(draft.captured(), "metadata", "labels", SERVICE_NAME);
    }

    private static boolean hasSelector(Draft draft, String service) {
        if (service.isEmpty()) {
            return false;
        }
        String namespace = draft.source().namespace();
        ObjectKey source = new ObjectKey(Kinds.SERVICE, namespace, service);
        ObjectKey target =
                new ObjectKey(Kinds.SERVICE, draft.mapping().namespace(namespace), service);
        return draft.context()
                .captured(source)
                .or(() -> draft.context().existing(target))
                .filter(found -> !Json.at(found, "spec", "selector").isEmpty())
                .isPresent();
    }

    private static void repoint(Draft draft, ObjectNode address) {
        Json.object(address, "targetRef")
                .ifPresent(target -> {
                    target.remove("uid");
                    target.remove("resourceVersion");
                    if (target.has("namespace")) {
                        String namespace = Json.text(target, "namespace");
                        target.put("namespace", draft.mapping().namespace(namespace));
                    }
                });
    }
}
