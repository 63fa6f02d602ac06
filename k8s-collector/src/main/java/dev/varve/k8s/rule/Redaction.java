package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Makes objects fit to be shown in plans and logs. */
public final class Redaction {
    private static final String HIDDEN = "(hidden)";
    private static final List<String> SECRET_FIELDS = List.of("data", "stringData");
    private static final String APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private Redaction() {}

    /**
     * A copy in which the values of a Secret cannot be read, nor how long they are; other kinds
     * stay as they are. A patch of a Secret must name its kind to be known as one.
     */
    public static ObjectNode redact(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        if (!Json.text(copy, "kind").equals(Kinds.SECRET.kind())) {
            return copy;
        }
        for (String field : SECRET_FIELDS) {
            Json.object(copy, field)
                    .ifPresent(values ->
                            values.fieldNames().forEachRemaining(name -> values.put(name, HIDDEN)));
        }
        Json.object(copy, "metadata", "annotations")
                .filter(annotations -> annotations.has(APPLIED))
                .ifPresent(annotations -> annotations.put(APPLIED, HIDDEN));
        return copy;
    }
}
