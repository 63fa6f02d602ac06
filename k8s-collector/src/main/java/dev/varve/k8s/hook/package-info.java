/**
 * Hooks around a cut: what is done to an application before it, the freeze that is held during it,
 * and what is done after it whatever happened. Nothing waits for ever; nothing stays frozen.
 */
@NullMarked
package dev.varve.k8s.hook;

import org.jspecify.annotations.NullMarked;
