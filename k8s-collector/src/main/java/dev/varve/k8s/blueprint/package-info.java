/**
 * What is known of types of applications: how one is recognised, frozen, dumped, restored, checked.
 */
@NullMarked
package dev.varve.k8s.blueprint;

import org.jspecify.annotations.NullMarked;
