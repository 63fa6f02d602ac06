/** Restore points of clusters: what they say of themselves, and the objects in them. */
@NullMarked
package dev.varve.k8s.point;

import org.jspecify.annotations.NullMarked;
