package dev.varve.k8s.model;

import java.util.Comparator;

/**
 * Names one object of a cluster, in whatever version.
 *
 * @param namespace empty for an object of the whole cluster
 */
public record ObjectKey(GroupKind kind, String namespace, String name)
        implements Comparable<ObjectKey> {
    private static final Comparator<ObjectKey> ORDER =
            Comparator.comparing(ObjectKey::namespace)
                    .thenComparing(ObjectKey::kind)
                    .thenComparing(ObjectKey::name);

    public ObjectKey {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an object of kind " + kind + " without a name");
        }
    }

    @Override
    public int compareTo(ObjectKey other) {
        return ORDER.compare(this, other);
    }

    /** {@code Deployment.apps shop/web}, {@code Node worker-1}. */
    @Override
    public String toString() {
        return kind + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
    }
}
