/** The words of Kubernetes. */
@NullMarked
package dev.varve.k8s.model;

import org.jspecify.annotations.NullMarked;
