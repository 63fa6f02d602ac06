package dev.varve.k8s.order;

import dev.varve.k8s.model.GroupKind;

/**
 * What an object says of another that it needs.
 *
 * @param kind its group is {@link #ANY_GROUP} when the reference does not tell it
 * @param namespace empty: that of the object, or the other is of the whole cluster
 */
record Reference(GroupKind kind, String namespace, String name) {
    /** No group is called so. */
    static final String ANY_GROUP = "*";
}
