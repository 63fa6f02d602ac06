/** Plans restores of a cluster's objects, and carries the plans out. */
@NullMarked
package dev.varve.k8s.restore;

import org.jspecify.annotations.NullMarked;
