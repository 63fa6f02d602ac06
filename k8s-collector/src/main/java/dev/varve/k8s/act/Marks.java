package dev.varve.k8s.act;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ObjectKey;
import java.util.Optional;

/**
 * What the collector writes on the objects that it makes or changes.
 *
 * <p>An object with {@link #UNDO} is somebody else's, or was handed to somebody: it is never
 * deleted, the merge patch in the annotation takes the change back.
 */
public final class Marks {
    public static final String RUN = "varve.dev/run";
    public static final String STEP = "varve.dev/step";

    /** Hash of the subject, to find all that was made for one volume. */
    public static final String SUBJECT = "varve.dev/subject";

    /** Label of a snapshot that is kept on purpose, for instant restores; its value is free. */
    public static final String STANDING = "varve.dev/standing";

    /** Label of a volume that was set aside by a restore in place: the run that did it. */
    public static final String KEPT = "varve.dev/kept";

    /** Annotation: the collector that made it, and what for. */
    public static final String OWNER = "varve.dev/owner";

    /** Annotation: a JSON merge patch that takes the collector's change back. */
    public static final String UNDO = "varve.dev/undo";

    /**
     * Annotation of a claim that was given a volume, until it is bound. Writing it has the claim
     * looked at by its controller, which does not notice by itself for up to 15 seconds.
     */
    public static final String HANDED = "varve.dev/handed";

    private static final ObjectMapper JSON = new ObjectMapper();

    private Marks() {}

    /** Writes the marks of a made object into it. */
    public static void stamp(ObjectNode object, Purpose purpose) {
        ObjectNode labels = object.withObject("/metadata").withObjectProperty("labels");
        labels.put(RUN, purpose.run());
        labels.put(STEP, purpose.step());
        labels.put(SUBJECT, ActNames.subjectLabel(purpose.subject()));
        object.withObject("/metadata")
                .withObjectProperty("annotations")
                .put(OWNER, owner(purpose.collector(), purpose.subject()));
    }

    /** The same patch, which also marks the object as changed and says how to take it back. */
    static ObjectNode marking(ObjectNode patch, ObjectNode undo, Purpose purpose) {
        ObjectNode marked = patch.deepCopy();
        stamp(marked, purpose);
        marked.withObject("/metadata").withObjectProperty("annotations").put(UNDO, undo.toString());
        return marked;
    }

    /** Selects the snapshots that stand of a subject, whichever run made them. */
    public static String standingOf(ObjectKey subject) {
        return STANDING + "," + SUBJECT + "=" + ActNames.subjectLabel(subject);
    }

    /** A patch that takes the marks off, and whatever {@code patch} says. */
    static ObjectNode unmarking(ObjectNode patch) {
        ObjectNode clean = patch.deepCopy();
        ObjectNode labels = clean.withObject("/metadata").withObjectProperty("labels");
        labels.putNull(RUN).putNull(STEP).putNull(SUBJECT);
        ObjectNode annotations = clean.withObject("/metadata").withObjectProperty("annotations");
        annotations.putNull(OWNER).putNull(UNDO).putNull(HANDED);
        return clean;
    }

    public static String run(JsonNode object) {
        return object.path("metadata").path("labels").path(RUN).asText("");
    }

    public static String step(JsonNode object) {
        return object.path("metadata").path("labels").path(STEP).asText("");
    }

    static boolean isStanding(JsonNode object) {
        return object.path("metadata").path("labels").has(STANDING);
    }

    /** Whether this collector made or changed it. */
    static boolean isOf(JsonNode object, String collector) {
        String owner = object.path("metadata").path("annotations").path(OWNER).asText("");
        return !run(object).isEmpty() && owner.startsWith(collector + " ");
    }

    static boolean isOf(JsonNode object, Purpose purpose) {
        JsonNode labels = object.path("metadata").path("labels");
        return isOf(object, purpose.collector())
                && run(object).equals(purpose.run())
                && step(object).equals(purpose.step())
                && labels.path(SUBJECT).asText("").equals(ActNames.subjectLabel(purpose.subject()));
    }

    /** How to take the collector's change back; nothing on an object that it made. */
    public static Optional<ObjectNode> undo(JsonNode object) {
        String text = object.path("metadata").path("annotations").path(UNDO).asText("");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return JSON.readTree(text) instanceof ObjectNode patch
                    ? Optional.of(patch)
                    : Optional.of(JsonNodeFactory.instance.objectNode());
        } catch (JsonProcessingException e) {
            // Somebody wrote on it by hand: there is nothing to take back, only marks to take off.
            return Optional.of(JsonNodeFactory.instance.objectNode());
        }
    }

    /** Fits every object of a run; of one subject too when there is one. */
    static String selector(String run, Optional<ObjectKey> subject) {
        return RUN
                + "="
                + run
                + subject.map(key -> "," + SUBJECT + "=" + ActNames.subjectLabel(key)).orElse("");
    }

    private static String owner(String collector, ObjectKey subject) {
        return collector + " for " + subject;
    }
}
