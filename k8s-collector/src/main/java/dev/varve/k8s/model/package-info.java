/**
 * The vocabulary of Kubernetes here: kinds, names of objects, objects as the API server sent them.
 */
@NullMarked
package dev.varve.k8s.model;

import org.jspecify.annotations.NullMarked;
