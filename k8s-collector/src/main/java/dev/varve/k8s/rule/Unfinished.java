package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * Marks an object that a restore makes and does not finish at once: its owners are not linked, or
 * it is held until the end. The request that finishes it takes the mark off. Whoever restores the
 * same object next finds by it what a restore that was killed left, and finishes that.
 *
 * <p>A label, for controllers copy annotations of a workload to what they make of it.
 */
final class Unfinished {
    /** Its value is the uid that the object had in the source. */
    static final String LABEL = "varve.dev/restoring";

    private static final String LABELS = "labels";

    private Unfinished() {}

    /** Whether something is still to come when all other objects are there. */
    static boolean waits(ObjectNode captured, Context context) {
        if (Keys.kind(captured).equals(Kinds.REVISION)) {
            return false;
        }
        boolean held =
                Keys.kind(captured).equals(Kinds.CRON_JOB)
                        && !captured.at("/spec/suspend").asBoolean();
        return held
                || Owners.references(captured).stream()
                        .anyMatch(owner -> context.captured(Json.text(owner, "uid")).isPresent());
    }

    /** The object as it is created. */
    static ObjectNode marked(Draft draft) {
        if (waits(draft.captured(), draft.context())) {
            Json.make(draft.object(), "metadata", LABELS).put(LABEL, uid(draft));
        }
        return draft.object();
    }

    /** Drops the mark of a restore that went on while the object was captured. */
    static void drop(ObjectNode metadata) {
        Json.object(metadata, LABELS).ifPresent(labels -> labels.remove(LABEL));
        Json.dropEmpty(metadata, LABELS);
    }

    /** Has a patch take the mark off. */
    static void finish(ObjectNode patch) {
        Json.make(patch, "metadata", LABELS).putNull(LABEL);
    }

    /** Takes over what a restore of the same object left behind; nothing when none did. */
    static Optional<Verdict> takeOver(Draft draft, ObjectNode existing) {
        String uid = Json.text(existing, "metadata", LABELS, LABEL);
        if (uid.isEmpty() || !uid.equals(uid(draft))) {
            return Optional.empty();
        }
        boolean updates = draft.options().existing() == ExistingPolicy.UPDATE;
        ObjectNode patch =
                updates
                        ? MergePatch.toward(existing, ExistingObject.changeable(draft))
                        : Json.empty();
        Json.make(patch, "metadata", LABELS).put(LABEL, uid);
        draft.changed("made by a restore that did not end, and finished");
        return Optional.of(ExistingObject.merge(draft, patch));
    }

    private static String uid(Draft draft) {
        return Json.text(draft.captured(), "metadata", "uid");
    }
}
