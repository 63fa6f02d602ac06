package dev.varve.k8s.blueprint;

import java.util.List;

/**
 * How one type of application is protected. Data, not code: docs/formats/blueprint.md.
 *
 * @param prelude shell lines that come before each of its scripts; may be empty
 * @param modes the first one is used when nothing else is asked for
 */
public record Blueprint(String name, String title, Signs signs, String prelude, List<Mode> modes) {
    public static final int VERSION = 1;
    static final String NAME = "[a-z][a-z0-9-]{0,30}";

    public Blueprint {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException("not a name for a blueprint: '" + name + "'");
        }
        if (modes.isEmpty() || modes.stream().map(Mode::name).distinct().count() < modes.size()) {
            throw new IllegalArgumentException(name + " needs modes with names of their own");
        }
        modes = List.copyOf(modes);
    }

    /** The mode of this name; of the empty name, the first. */
    public Mode mode(String mode) {
        return modes.stream()
                .filter(each -> mode.isEmpty() || each.name().equals(mode))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "blueprint "
                                        + name
                                        + " has no mode '"
                                        + mode
                                        + "', but "
                                        + modes.stream().map(Mode::name).toList()));
    }
}
