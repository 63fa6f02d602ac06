package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One object on its way from the point to the target. Confined to one thread. */
final class Draft {
    private final ObjectKey source;
    private final ObjectNode captured;
    private final RestoreOptions options;
    private final Context context;
    private final List<Note> notes = new ArrayList<>();
    private final List<FollowUp> followUps = new ArrayList<>();
    private ObjectNode object;

    /**
     * Begins with the captured object, in the version that is restored.
     *
     * @param source its name in the point
     */
    Draft(ObjectKey source, ObjectNode captured, RestoreOptions options, Context context) {
        this.source = source;
        this.captured = captured;
        this.options = options;
        this.context = context;
        this.object = captured.deepCopy();
    }

    ObjectKey source() {
        return source;
    }

    /** The object as it was captured; not to be modified. */
    ObjectNode captured() {
        return captured;
    }

    /** The object as it shall be; rules modify it. */
    ObjectNode object() {
        return object;
    }

    void replace(ObjectNode other) {
        object = other;
    }

    ObjectNode metadata() {
        return Json.make(object, "metadata");
    }

    Optional<ObjectNode> spec() {
        return Json.object(object, "spec");
    }

    GroupKind kind() {
        return Keys.kind(object);
    }

    ObjectKey target() {
        return Keys.of(object);
    }

    RestoreOptions options() {
        return options;
    }

    Mapping mapping() {
        return options.mapping();
    }

    Context context() {
        return context;
    }

    List<Note> notes() {
        return notes;
    }

    List<FollowUp> followUps() {
        return followUps;
    }

    void note(Note note) {
        notes.add(note);
    }

    void changed(String text) {
        notes.add(Note.change(text));
    }

    void warn(String text) {
        notes.add(Note.warning(text));
    }

    void followUp(FollowUp.Time time, String subresource, ObjectNode patch) {
        followUps.add(new FollowUp(time, subresource, patch));
    }

    Optional<Verdict> skip(String reason) {
        return Optional.of(skipped(reason));
    }

    Optional<Verdict> refuse(String reason) {
        return Optional.of(refused(reason));
    }

    Verdict skipped(String reason) {
        return new Verdict.Skip(target(), reason, warnings());
    }

    Verdict refused(String reason) {
        return new Verdict.Refuse(target(), reason, warnings());
    }

    /** Changes of an object that does not come are nobody's concern. */
    private List<Note> warnings() {
        return notes.stream().filter(each -> each.level() == Note.Level.WARNING).toList();
    }
}
