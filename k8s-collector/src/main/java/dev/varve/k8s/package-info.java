/** Capture and restore inside Kubernetes clusters; its packages come with the Kubernetes work. */
@NullMarked
package dev.varve.k8s;

import org.jspecify.annotations.NullMarked;
