package dev.varve.k8s.restore;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import java.util.List;

/**
 * What a plan says of one object.
 *
 * @param sourceNamespace empty for an object outside of namespaces
 * @param targetNamespace where it goes
 * @param reason why it is skipped or refused; else empty
 * @param notes what was changed, and what a person should look at
 * @param digest SHA-256 of what will be sent, in hex; empty when nothing is
 * @param dryRun what the API server said to it: {@code accepted}, or why it would not be; {@code
 *     not asked} with the reason when it could not be asked
 * @param data from where a claim gets its data, and why; empty where it gets none
 */
public record PlanItem(
        String kind,
        String sourceNamespace,
        String sourceName,
        String targetKind,
        String targetNamespace,
        String targetName,
        Action action,
        String reason,
        List<String> notes,
        String digest,
        String dryRun,
        String data) {
    /** The API server would take it. */
    public static final String ACCEPTED = "accepted";

    static final String NOT_ASKED = "not asked";

    /** What is done. */
    public enum Action {
        CREATE,
        REPLACE,
        MERGE,
        SKIP,
        REFUSE;

        boolean writes() {
            return this == CREATE || this == REPLACE || this == MERGE;
        }
    }

    public PlanItem {
        notes = List.copyOf(notes);
        data = data == null ? "" : data; // plans that were made before it was said
    }

    public ObjectKey source() {
        return new ObjectKey(GroupKind.parse(kind), sourceNamespace, sourceName);
    }

    public ObjectKey target() {
        return new ObjectKey(GroupKind.parse(targetKind), targetNamespace, targetName);
    }

    /** True when the API server refused it in the dry run. */
    @JsonIgnore
    public boolean isConflict() {
        return action.writes() && !dryRun.equals(ACCEPTED) && !dryRun.startsWith(NOT_ASKED);
    }

    /** The same object, of which nothing is done. */
    PlanItem skipped(String why) {
        return without(Action.SKIP, why);
    }

    /** The same object, of which nothing may be done. */
    PlanItem refused(String why) {
        return without(Action.REFUSE, why);
    }

    private PlanItem without(Action nothing, String why) {
        return with(nothing, why, "", "", "");
    }

    PlanItem withDryRun(String said) {
        return with(action, reason, digest, said, data);
    }

    PlanItem withData(String from) {
        return with(action, reason, digest, dryRun, from);
    }

    private PlanItem with(
            Action what, String why, String sent, String serverSaid, String dataFrom) {
        return new PlanItem(
                kind,
                sourceNamespace,
                sourceName,
                targetKind,
                targetNamespace,
                targetName,
                what,
                why,
                notes,
                sent,
                serverSaid,
                dataFrom);
    }
}
