/**
 * Which blocks of a snapshot changed, asked of the snapshot metadata service of its CSI driver. An
 * answer that is in any doubt is none, and the volume is read in full.
 */
@NullMarked
package dev.varve.k8s.changed;

import org.jspecify.annotations.NullMarked;
