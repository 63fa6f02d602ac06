package dev.varve.k8s.blueprint;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the fields of one object of a document; {@link #end} refuses those that nobody asked for.
 * Every complaint names the place.
 */
final class Fields {
    private final JsonNode node;
    private final String place;
    private final Set<String> known = new HashSet<>();

    Fields(JsonNode node, String place) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(place + " must be a map of fields");
        }
        this.node = node;
        this.place = place;
    }

    boolean has(String field) {
        known.add(field);
        return node.hasNonNull(field);
    }

    String text(String field) {
        JsonNode value = required(field);
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw new IllegalArgumentException(place + "." + field + " must be a text");
        }
        return value.textValue();
    }

    String text(String field, String otherwise) {
        return has(field) ? text(field) : otherwise;
    }

    int number(String field) {
        JsonNode value = required(field);
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw new IllegalArgumentException(place + "." + field + " must be a whole number");
        }
        return value.intValue();
    }

    boolean flag(String field) {
        if (!has(field)) {
            return false;
        }
        JsonNode value = required(field);
        if (!value.isBoolean()) {
            throw new IllegalArgumentException(place + "." + field + " must be true or false");
        }
        return value.booleanValue();
    }

    Duration seconds(String field) {
        return Duration.ofSeconds(number(field));
    }

    Duration seconds(String field, Duration otherwise) {
        return has(field) ? seconds(field) : otherwise;
    }

    Fields object(String field) {
        return new Fields(required(field), place + "." + field);
    }

    List<String> texts(String field) {
        return list(field, each -> checked(each.isTextual(), each, field).textValue());
    }

    List<Integer> numbers(String field) {
        return list(field, each -> checked(each.isInt(), each, field).intValue());
    }

    List<Fields> objects(String field) {
        int[] index = {0};
        return list(field, each -> new Fields(each, place + "." + field + "[" + index[0]++ + "]"));
    }

    /** Refuses fields that are not known. */
    void end() {
        node.fieldNames()
                .forEachRemaining(name -> {
                    if (!known.contains(name)) {
                        throw new IllegalArgumentException(
                                place + " has an unknown field '" + name + "'");
                    }
                });
    }

    private JsonNode required(String field) {
        if (!has(field)) {
            throw new IllegalArgumentException(place + " lacks the field '" + field + "'");
        }
        return node.get(field);
    }

    private <T> List<T> list(String field, Function<JsonNode, T> reader) {
        List<T> values = new ArrayList<>();
        if (has(field)) {
            JsonNode list = node.get(field);
            if (!list.isArray()) {
                throw new IllegalArgumentException(place + "." + field + " must be a list");
            }
            list.forEach(each -> values.add(reader.apply(each)));
        }
        return values;
    }

    private JsonNode checked(boolean right, JsonNode entry, String field) {
        if (!right) {
            throw new IllegalArgumentException(
                    place + "." + field + " has an entry of a wrong type");
        }
        return entry;
    }
}
