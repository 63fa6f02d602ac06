package dev.varve.k8s.volume;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Finds the snapshot class of a driver. */
final class SnapshotClasses {
    private static final String DEFAULT = "snapshot.storage.kubernetes.io/is-default-class";
    private static final String GROUP_DEFAULT =
            "groupsnapshot.storage.kubernetes.io/is-default-class";

    private SnapshotClasses() {}

    /**
     * The class for snapshots of a driver: the one that is asked for, else the one marked as
     * default, else the only one. Never a guess among several.
     *
     * @param kind as a message names it
     */
    static String choose(
            String kind, List<ObjectNode> classes, String driver, Optional<String> asked)
            throws VolumeException {
        List<ObjectNode> fitting =
                classes.stream()
                        .filter(each -> each.path("driver").asText().equals(driver))
                        .toList();
        if (asked.isPresent()) {
            return asked(kind, classes, driver, asked.get());
        }
        if (fitting.isEmpty()) {
            throw new VolumeException("no " + kind + " has driver " + driver);
        }
        List<ObjectNode> marked = fitting.stream().filter(SnapshotClasses::isDefault).toList();
        List<ObjectNode> left = marked.isEmpty() ? fitting : marked;
        if (left.size() > 1) {
            throw new VolumeException(
                    String.format(
                            "%d of kind %s fit driver %s (%s): mark one as default or name it in the"
                                    + " storage profile",
                            left.size(), kind, driver, names(left)));
        }
        return name(left.getFirst());
    }

    private static String asked(String kind, List<ObjectNode> classes, String driver, String asked)
            throws VolumeException {
        ObjectNode found =
                classes.stream()
                        .filter(each -> name(each).equals(asked))
                        .findFirst()
                        .orElseThrow(
                                () -> new VolumeException(kind + " " + asked + " is not there"));
        if (!found.path("driver").asText().equals(driver)) {
            throw new VolumeException(
                    String.format(
                            "%s %s is for driver %s, not for %s",
                            kind, asked, found.path("driver").asText(), driver));
        }
        return asked;
    }

    private static boolean isDefault(ObjectNode object) {
        var annotations = object.at("/metadata/annotations");
        return annotations.path(DEFAULT).asText().equals("true")
                || annotations.path(GROUP_DEFAULT).asText().equals("true");
    }

    private static String names(List<ObjectNode> classes) {
        return String.join(", ", classes.stream().map(SnapshotClasses::name).sorted().toList());
    }

    private static String name(ObjectNode object) {
        return object.at("/metadata/name").asText();
    }
}
