package dev.varve.k8s.hook;

/**
 * One container of one Pod.
 *
 * @param container empty for the Pod's default one
 */
public record ContainerRef(String namespace, String pod, String container) {
    public ContainerRef {
        if (namespace.isEmpty() || pod.isEmpty()) {
            throw new IllegalArgumentException(
                    "a container needs a namespace and a Pod: '" + namespace + "', '" + pod + "'");
        }
    }

    /** {@code shop/db-0:postgres}. */
    @Override
    public String toString() {
        return namespace + "/" + pod + (container.isEmpty() ? "" : ":" + container);
    }
}
