package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads and edits JSON trees; what is absent, or of another type, reads as empty. */
final class Json {
    private Json() {}

    static JsonNode at(JsonNode node, String... path) {
        JsonNode found = node;
        for (String name : path) {
            found = found.path(name);
        }
        return found;
    }

    /** The text there, or an empty one. */
    static String text(JsonNode node, String... path) {
        return at(node, path).asText("");
    }

    static Optional<ObjectNode> object(JsonNode node, String... path) {
        return at(node, path) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    }

    static Optional<ArrayNode> array(JsonNode node, String... path) {
        return at(node, path) instanceof ArrayNode array ? Optional.of(array) : Optional.empty();
    }

    /** The objects of the array there. */
    static List<ObjectNode> objects(JsonNode node, String... path) {
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode each : at(node, path)) {
            if (each instanceof ObjectNode object) {
                objects.add(object);
            }
        }
        return objects;
    }

    /** The object there, made when there is none. */
    static ObjectNode make(ObjectNode node, String... path) {
        ObjectNode found = node;
        for (String name : path) {
            found = found.get(name) instanceof ObjectNode child ? child : found.putObject(name);
        }
        return found;
    }

    /** Takes fields away; whether any was there. */
    static boolean remove(ObjectNode parent, Iterable<String> names) {
        boolean removed = false;
        for (String name : names) {
            removed |= parent.remove(name) != null;
        }
        return removed;
    }

    /**
     * Takes the elements that fit out of the array in that field, and the field when none stays.
     */
    static boolean removeElements(ObjectNode parent, String field, Predicate<JsonNode> fits) {
        Optional<ArrayNode> array = array(parent, field);
        boolean removed = false;
        for (Iterator<JsonNode> each = array.map(ArrayNode::iterator).orElse(emptyIterator());
                each.hasNext(); ) {
            if (fits.test(each.next())) {
                each.remove();
                removed = true;
            }
        }
        if (removed) {
            dropEmpty(parent, field);
        }
        return removed;
    }

    /** Takes the field away when it holds nothing. */
    static void dropEmpty(ObjectNode parent, String field) {
        JsonNode child = parent.path(field);
        if (child.isContainerNode() && child.isEmpty()) {
            parent.remove(field);
        }
    }

    /** Moves a field, when it is there, to another name. */
    static void rename(ObjectNode parent, String from, String to) {
        JsonNode value = parent.remove(from);
        if (value != null) {
            parent.set(to, value);
        }
    }

    static ObjectNode empty() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static Iterator<JsonNode> emptyIterator() {
        return List.<JsonNode>of().iterator();
    }
}
