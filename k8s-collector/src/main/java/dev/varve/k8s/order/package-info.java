/**
 * In which order a restore makes its objects: a fixed ladder, and within it a graph of references.
 * {@link dev.varve.k8s.order.RestoreOrder} is the door.
 */
@NullMarked
package dev.varve.k8s.order;

import org.jspecify.annotations.NullMarked;
