/** Volumes against a real API server, with a driver that is played. */
@NullMarked
package dev.varve.k8s.volume;

import org.jspecify.annotations.NullMarked;
