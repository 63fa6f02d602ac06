/** A real Kubernetes API server for tests. */
@NullMarked
package dev.varve.k8s.kube;

import org.jspecify.annotations.NullMarked;
