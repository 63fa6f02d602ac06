/** Volumes of a restore point, as acts on a cluster: how each is read, and how it is put back. */
@NullMarked
package dev.varve.k8s.volume;

import org.jspecify.annotations.NullMarked;
