package dev.varve.k8s.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A label selector in the API server's own notation, for objects that are at hand. */
final class LabelSelector {
    private static final Pattern IN = Pattern.compile("(\\S+)\\s+(in|notin)\\s*\\(([^)]*)\\)");
    private static final Pattern COMPARISON = Pattern.compile("([^=!\\s]+)\\s*(==|=|!=)\\s*(\\S*)");
    private static final Pattern REQUIREMENT =
            Pattern.compile("\\s*((?:[^,(]|\\([^)]*\\))+)\\s*(?:,|$)");

    private final List<Predicate<JsonNode>> requirements;

    private LabelSelector(List<Predicate<JsonNode>> requirements) {
        this.requirements = requirements;
    }

    static LabelSelector parse(String text) {
        List<Predicate<JsonNode>> requirements = new ArrayList<>();
        Matcher each = REQUIREMENT.matcher(text);
        while (each.find()) {
            requirements.add(requirement(each.group(1).strip()));
        }
        return new LabelSelector(requirements);
    }

    boolean matches(ObjectNode object) {
        JsonNode labels = object.path("metadata").path("labels");
        return requirements.stream().allMatch(requirement -> requirement.test(labels));
    }

    private static Predicate<JsonNode> requirement(String text) {
        Matcher in = IN.matcher(text);
        if (in.matches()) {
            Set<String> values =
                    new TreeSet<>(Arrays.asList(in.group(3).strip().split("\\s*,\\s*", -1)));
            boolean wanted = in.group(2).equals("in");
            String name = in.group(1);
            return labels ->
                    (labels.has(name) && values.contains(labels.path(name).asText())) == wanted;
        }
        Matcher comparison = COMPARISON.matcher(text);
        if (comparison.matches()) {
            boolean wanted = !comparison.group(2).equals("!=");
            String name = comparison.group(1);
            String value = comparison.group(3);
            return labels ->
                    (labels.has(name) && labels.path(name).asText().equals(value)) == wanted;
        }
        return text.startsWith("!")
                ? labels -> !labels.has(text.substring(1).strip())
                : labels -> labels.has(text);
    }
}
