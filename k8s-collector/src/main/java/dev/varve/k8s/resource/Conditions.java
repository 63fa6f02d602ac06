package dev.varve.k8s.resource;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Conditions of an object: one of each type, whose time is that of its last change. */
public final class Conditions {
    private static final int MOST_CHARS = 4096;

    private Conditions() {}

    /** Sets one, and keeps its time when only the words changed. */
    public static void set(
            Observed status,
            String type,
            Condition.Status value,
            String reason,
            String message,
            long generation,
            Instant now) {
        Condition condition = new Condition();
        condition.type = type;
        condition.status = value;
        condition.reason = reason;
        condition.message = shortened(message);
        condition.observedGeneration = generation;
        condition.lastTransitionTime =
                find(status, type)
                        .filter(before -> before.status == value)
                        .map(before -> before.lastTransitionTime)
                        .orElse(time(now));
        List<Condition> all = new ArrayList<>(status.conditions);
        all.removeIf(each -> each.type.equals(type));
        all.add(condition);
        status.conditions = all;
        status.observedGeneration = generation;
    }

    public static Optional<Condition> find(Observed status, String type) {
        return status.conditions.stream().filter(each -> each.type.equals(type)).findFirst();
    }

    /** As Kubernetes writes times: to the second. */
    public static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** As much of a message as there is room for. */
    public static String shortened(String message) {
        return message.length() <= MOST_CHARS ? message : message.substring(0, MOST_CHARS);
    }
}
