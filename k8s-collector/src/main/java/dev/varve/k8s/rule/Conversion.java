package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/**
 * A known way from one version of a kind to another.
 *
 * @param change edits an object of the old version, apiVersion apart
 */
record Conversion(String kind, String from, String to, Consumer<ObjectNode> change) {
    /** Both versions say the same by the same names. */
    static Conversion renamed(String kind, String from, String to) {
        return new Conversion(kind, from, to, object -> {});
    }

    boolean fits(String apiVersion, String kindName) {
        return from.equals(apiVersion) && kind.equals(kindName);
    }

    /** A converted copy. */
    ObjectNode convert(ObjectNode object) {
        ObjectNode copy = object.deepCopy().put("apiVersion", to);
        change.accept(copy);
        return copy;
    }
}
