/** Access to a cluster's API server. Alone knows the Kubernetes client library. */
@NullMarked
package dev.varve.k8s.cluster;

import org.jspecify.annotations.NullMarked;
