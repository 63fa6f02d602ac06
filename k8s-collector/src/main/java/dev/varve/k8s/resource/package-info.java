/** The custom resources of group varve.dev, as Java types; CRDs are generated from them. */
@NullMarked
package dev.varve.k8s.resource;

import org.jspecify.annotations.NullMarked;
