/** The CRDs are those of the types, and API servers take them. */
@NullMarked
package dev.varve.k8s.resource;

import org.jspecify.annotations.NullMarked;
