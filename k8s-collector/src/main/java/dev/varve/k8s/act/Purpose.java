package dev.varve.k8s.act;

import dev.varve.k8s.model.ObjectKey;
import java.util.regex.Pattern;

/**
 * Why the collector touches an object.
 *
 * @param collector names this installation among all that work on the cluster
 * @param run names the backup or restore run; never used again
 * @param subject what it is done for: the user's PVC
 * @param step of the way, {@code snapshot}, {@code mover} …
 */
public record Purpose(String collector, String run, ObjectKey subject, String step) {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    public Purpose {
        requireLabel("collector", collector);
        requireLabel("run", run);
        requireLabel("step", step);
    }

    public Purpose at(String nextStep) {
        return new Purpose(collector, run, subject, nextStep);
    }

    static void requireLabel(String what, String value) {
        if (!LABEL.matcher(value).matches()) {
            throw new IllegalArgumentException(what + " '" + value + "' does not fit a label");
        }
    }
}
