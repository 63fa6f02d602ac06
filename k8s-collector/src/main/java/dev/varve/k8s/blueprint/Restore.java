package dev.varve.k8s.blueprint;

import java.util.List;

/**
 * How a copy becomes an application again.
 *
 * @param remove paths below the data directory that must not be there at the start; {@code NAME/*}
 *     is what is in a directory
 * @param needs files without which a copy that was not cut in one moment cannot be started
 * @param steps for people: what happens, and what they have to do
 * @param check a script that fails when the restored application is not sound; may be empty
 */
public record Restore(List<String> remove, List<String> needs, String steps, String check) {
    public Restore {
        remove = List.copyOf(remove);
        needs = List.copyOf(needs);
        for (String each : remove) {
            if (!each.matches("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*(/\\*)?")
                    || ("/" + each + "/").contains("/../")) {
                throw new IllegalArgumentException("cannot remove '" + each + "'");
            }
        }
    }
}
