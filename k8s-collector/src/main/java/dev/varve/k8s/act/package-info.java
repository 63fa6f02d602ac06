/**
 * Acts on a cluster that can be told, repeated and undone: names, marks, a journal written before
 * each act, and the removal of what a dead run left.
 */
@NullMarked
package dev.varve.k8s.act;

import org.jspecify.annotations.NullMarked;
