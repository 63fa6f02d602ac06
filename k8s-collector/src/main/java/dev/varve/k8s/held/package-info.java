/**
 * Volumes that are cut while their applications are held still, and what the applications gave for
 * the restore point: kept in it beside the volumes, and put in place when they come back.
 */
@NullMarked
package dev.varve.k8s.held;

import org.jspecify.annotations.NullMarked;
