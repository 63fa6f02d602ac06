package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Frees a Pod from the node it ran on and from what admission put into it. */
final class PodRule implements Rule {
    /** Admission sets them, and refuses others. */
    private static final List<String> ADMISSION_FIELDS =
            List.of("nodeName", "priority", "preemptionPolicy", "ephemeralContainers");

    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    /**
     * The Job controller takes it away once it has counted the Pod, and it knows no restored one.
     */
    private static final String JOB_FINALIZER = "batch.kubernetes.io/job-tracking";

    @Override
    public Optional<Verdict> apply(Draft draft) {
        String phase = Json.text(draft.captured(), "status", "phase");
        if (ENDED.contains(phase)) {
            return draft.skip("the Pod had ended: " + phase);
        }
        Optional<ObjectNode> controller = Owners.controller(draft.captured());
        if (controller.filter(owner -> remakes(draft, owner)).isPresent()) {
            return draft.skip(
                    "its controller makes it anew: "
                            + Json.text(controller.get(), "kind")
                            + " "
                            + Json.text(controller.get(), "name"));
        }
        Json.removeElements(
                draft.metadata(), "finalizers", each -> each.asText().equals(JOB_FINALIZER));
        draft.spec().ifPresent(PodRule::clean);
        return GO_ON;
    }

    /** A Job knows its Pods by its uid: it would not know a restored one, and make one more. */
    private static boolean remakes(Draft draft, ObjectNode controller) {
        return !draft.options().chose(Choice.RESTORE_CONTROLLED_PODS)
                || Json.text(controller, "kind").equals(Kinds.JOB.kind());
    }

    private static void clean(ObjectNode spec) {
        Json.remove(spec, ADMISSION_FIELDS);
        Set<String> tokens = new HashSet<>();
        String account = Json.text(spec, "serviceAccountName");
        for (ObjectNode volume : Json.objects(spec, "volumes")) {
            if (isToken(volume, account)) {
                tokens.add(Json.text(volume, "name"));
            }
        }
        Json.removeElements(spec, "volumes", each -> tokens.contains(Json.text(each, "name")));
        for (ObjectNode container : PodSpecs.containers(spec)) {
            Json.removeElements(
                    container, "volumeMounts", each -> tokens.contains(Json.text(each, "name")));
        }
    }

    /** Whether admission added the volume: projected since 1.21, a token Secret before. */
    private static boolean isToken(ObjectNode volume, String account) {
        String name = Json.text(volume, "name");
        if (name.startsWith("kube-api-access-")) {
            for (JsonNode source : Json.at(volume, "projected", "sources")) {
                if (source.has("serviceAccountToken")) {
                    return true;
                }
            }
        }
        return TokenNames.isTokenOf(account.isEmpty() ? "default" : account, name)
                && Json.text(volume, "secret", "secretName").equals(name);
    }
}
