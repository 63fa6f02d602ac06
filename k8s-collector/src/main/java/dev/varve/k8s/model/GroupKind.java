package dev.varve.k8s.model;

/**
 * A kind, whatever its version.
 *
 * @param group empty for the core group
 */
public record GroupKind(String group, String kind) implements Comparable<GroupKind> {
    /** Reads {@code Deployment.apps} or {@code Pod}. */
    public static GroupKind parse(String text) {
        int dot = text.indexOf('.');
        return dot < 0
                ? new GroupKind("", text)
                : new GroupKind(text.substring(dot + 1), text.substring(0, dot));
    }

    /** The kind of an object with this apiVersion and kind. */
    public static GroupKind of(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        return new GroupKind(slash < 0 ? "" : apiVersion.substring(0, slash), kind);
    }

    @Override
    public int compareTo(GroupKind other) {
        int byGroup = group.compareTo(other.group);
        return byGroup != 0 ? byGroup : kind.compareTo(other.kind);
    }

    @Override
    public String toString() {
        return group.isEmpty() ? kind : kind + "." + group;
    }
}
