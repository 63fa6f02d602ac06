package dev.varve.k8s.act;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Small JSON objects. */
final class Json {
    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** {@code {"spec": {field: value}}}. */
    static ObjectNode spec(String field, String value) {
        ObjectNode patch = object();
        patch.putObject("spec").put(field, value);
        return patch;
    }
}
