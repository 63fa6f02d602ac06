package dev.varve.k8s.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.GroupKind;
import dev.varve.k8s.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Chooses the version an object is restored in: the user's choice, the target's preferred, the one
 * it was captured in, any that was captured and is served, at last a known conversion. Each kind is
 * converted by the target itself where that can be, for it knows best.
 */
final class Versions {
    /** What was chosen. */
    sealed interface Choice {
        record Chosen(ObjectNode object, List<Note> notes) implements Choice {}

        record None(String reason) implements Choice {}
    }

    private final RestoreOptions options;
    private final Context context;

    Versions(RestoreOptions options, Context context) {
        this.options = options;
        this.context = context;
    }

    Choice choose(ObjectKey source, ObjectNode captured) {
        List<ObjectNode> candidates = new ArrayList<>(List.of(captured));
        candidates.addAll(context.otherVersions(source));
        List<Note> notes = new ArrayList<>();
        return chosenByUser(source.kind(), candidates, notes)
                .or(() -> preferred(source.kind(), candidates))
                .or(() -> first(candidates, this::isServed))
                .or(() -> converted(candidates, notes))
                .<Choice>map(object -> new Choice.Chosen(object, notes))
                .orElseGet(() -> new Choice.None(unserved(captured)));
    }

    private Optional<ObjectNode> chosenByUser(
            GroupKind kind, List<ObjectNode> candidates, List<Note> notes) {
        String wish = options.apiVersions().get(kind);
        if (wish == null) {
            return Optional.empty();
        }
        if (isServed(wish, kind.kind(), context)) {
            Optional<ObjectNode> found =
                    first(candidates, each -> apiVersion(each).equals(wish))
                            .or(() -> convertedTo(wish, candidates, notes));
            if (found.isPresent()) {
                return found;
            }
        }
        notes.add(Note.warning("could not be had in the chosen version " + wish));
        return Optional.empty();
    }

    private Optional<ObjectNode> convertedTo(
            String wish, List<ObjectNode> candidates, List<Note> notes) {
        for (ObjectNode each : candidates) {
            for (Conversion way : Conversions.from(apiVersion(each), kind(each))) {
                if (way.to().equals(wish)) {
                    return Optional.of(convert(way, each, notes));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<ObjectNode> preferred(GroupKind kind, List<ObjectNode> candidates) {
        return context.served(kind).stream()
                .findFirst()
                .flatMap(best -> first(candidates, each -> apiVersion(each).equals(best)));
    }

    private Optional<ObjectNode> converted(List<ObjectNode> candidates, List<Note> notes) {
        for (ObjectNode each : candidates) {
            for (Conversion way : Conversions.from(apiVersion(each), kind(each))) {
                if (isServed(way.to(), way.kind(), context)) {
                    return Optional.of(convert(way, each, notes));
                }
            }
        }
        return Optional.empty();
    }

    private static ObjectNode convert(Conversion way, ObjectNode object, List<Note> notes) {
        notes.add(Note.converted("converted from " + way.from() + " to " + way.to()));
        return way.convert(object);
    }

    private String unserved(ObjectNode captured) {
        List<String> served = context.served(Keys.kind(captured));
        return "captured in "
                + apiVersion(captured)
                + (served.isEmpty()
                        ? ", and the target does not know the kind"
                        : ", and the target serves only " + String.join(", ", served));
    }

    private boolean isServed(ObjectNode object) {
        return isServed(apiVersion(object), kind(object), context);
    }

    static boolean isServed(String apiVersion, String kind, Context context) {
        return context.served(GroupKind.of(apiVersion, kind)).contains(apiVersion);
    }

    /** The served version that a kind of an unserved version went over to. */
    static Optional<String> successor(String apiVersion, String kind, Context context) {
        return Conversions.from(apiVersion, kind).stream()
                .map(Conversion::to)
                .filter(to -> isServed(to, kind, context))
                .findFirst()
                .or(() -> context.served(GroupKind.of(apiVersion, kind)).stream().findFirst());
    }

    private static Optional<ObjectNode> first(
            List<ObjectNode> candidates, Predicate<ObjectNode> fits) {
        return candidates.stream().filter(fits).findFirst();
    }

    private static String apiVersion(ObjectNode object) {
        return Json.text(object, "apiVersion");
    }

    private static String kind(ObjectNode object) {
        return Json.text(object, "kind");
    }
}
