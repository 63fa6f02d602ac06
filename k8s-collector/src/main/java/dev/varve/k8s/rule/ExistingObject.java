package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.GroupKind;
import java.util.Optional;
import java.util.Set;

/** Settles what happens when the target has the object already. */
final class ExistingObject {
    /** What else would go with them is worth more than they are. */
    private static final Set<GroupKind> NEVER_DELETED = Set.of(Kinds.NAMESPACE, Kinds.CRD);

    private static final Set<GroupKind> VOLUME_KINDS = Set.of(Kinds.CLAIM, Kinds.VOLUME);

    /** Deleted, their controllers make them anew at once, before this restore can. */
    private static final Set<GroupKind> CONTROLLED_KINDS =
            Set.of(
                    Kinds.POD,
                    GroupKind.parse("ReplicaSet.apps"),
                    GroupKind.parse("ControllerRevision.apps"),
                    GroupKind.parse("Job.batch"));

    private ExistingObject() {}

    static Verdict settle(Draft draft, ObjectNode existing) {
        if (Json.at(existing, "metadata").has("deletionTimestamp")) {
            return replace(draft, Verdict.Removal.AWAIT_END);
        }
        GroupKind kind = draft.kind();
        if (draft.options().existing() != ExistingPolicy.RECREATE) {
            Optional<Verdict> unfinished = Unfinished.takeOver(draft, existing);
            if (unfinished.isPresent()) {
                return unfinished.get();
            }
        }
        if (kind.equals(Kinds.SERVICE_ACCOUNT)) {
            return ExistingAccount.settle(draft, existing);
        }
        if (kind.equals(Kinds.NAMESPACE)) {
            SecurityContexts.compare(draft, existing);
        }
        if (kind.equals(Kinds.CLUSTER_ROLE_BINDING) || kind.equals(Kinds.ROLE_BINDING)) {
            ExistingBinding.settle(draft, existing);
        }
        if (kind.equals(Kinds.CLAIM)
                && draft.options().chose(Choice.IN_PLACE)
                && draft.options().volumes().containsKey(draft.source())) {
            return replace(draft, Verdict.Removal.IN_PLACE);
        }
        return switch (draft.options().existing()) {
            case SKIP -> skip(draft);
            case FAIL -> fail(draft);
            case UPDATE -> update(draft, existing);
            case RECREATE -> recreate(draft, existing);
        };
    }

    private static Verdict skip(Draft draft) {
        draft.warn("exists, and was left as it is");
        return draft.skipped("it exists");
    }

    /** A namespace is a place: to restore into an empty one is no conflict. */
    private static Verdict fail(Draft draft) {
        return draft.kind().equals(Kinds.NAMESPACE) ? skip(draft) : draft.refused("it exists");
    }

    private static Verdict update(Draft draft, ObjectNode existing) {
        if (Json.object(draft.object(), "roleRef")
                .filter(role -> !role.equals(existing.path("roleRef")))
                .isPresent()) {
            return draft.refused(
                    "it exists with another roleRef, which cannot be changed; recreate it");
        }
        return merge(draft, MergePatch.toward(existing, changeable(draft)));
    }

    /**
     * What may be changed of an object of this kind: of a Pod nearly all is what it was made with.
     */
    static ObjectNode changeable(Draft draft) {
        if (draft.kind().equals(Kinds.CRON_JOB)) {
            // It is running already: nothing is gained by holding it until the end.
            ObjectNode wished = draft.object().deepCopy();
            boolean suspended = draft.captured().at("/spec/suspend").asBoolean();
            Json.make(wished, "spec").put("suspend", suspended);
            return wished;
        }
        if (!draft.kind().equals(Kinds.POD)) {
            return draft.object();
        }
        draft.warn(
                "only its labels and annotations are changed, for a Pod is what it was made with");
        ObjectNode wished = draft.object().deepCopy();
        wished.remove("spec");
        return wished;
    }

    /** Changes the existing object, or nothing when the patch is empty. */
    static Verdict merge(Draft draft, ObjectNode patch) {
        if (patch.isEmpty()) {
            return draft.skipped("it exists and is the same");
        }
        patch.set("apiVersion", draft.object().get("apiVersion"));
        patch.set("kind", draft.object().get("kind"));
        return new Verdict.Merge(draft.target(), patch, draft.followUps(), draft.notes());
    }

    private static Verdict recreate(Draft draft, ObjectNode existing) {
        if (draft.kind().equals(Kinds.SERVICE)) {
            draft.warn(
                    "is changed and not deleted, for its address and its endpoints would go with it");
            return update(draft, existing);
        }
        if (NEVER_DELETED.contains(draft.kind())) {
            draft.warn("is changed and not deleted, for all that is in it would go with it");
            return update(draft, existing);
        }
        if (CONTROLLED_KINDS.contains(draft.kind()) && Owners.controller(existing).isPresent()) {
            return new Verdict.Skip(draft.target(), "its controller keeps it", draft.notes());
        }
        if (!VOLUME_KINDS.contains(draft.kind())) {
            return replace(draft, Verdict.Removal.DELETE);
        }
        if (!draft.options().volumes().containsKey(draft.source())) {
            draft.warn("is left as it is, for this restore has no data to put into a new one");
            return new Verdict.Skip(draft.target(), "it exists", draft.notes());
        }
        return replace(draft, Verdict.Removal.KEEP_VOLUME_AND_DELETE);
    }

    private static Verdict replace(Draft draft, Verdict.Removal removal) {
        return new Verdict.Replace(
                draft.target(),
                Unfinished.marked(draft),
                removal,
                draft.followUps(),
                draft.notes());
    }
}
