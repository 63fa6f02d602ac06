/**
 * Keeps a cluster protected as its custom resources say. Reconcilers read state and hand work to
 * {@code Workers}; only those wait for anything. Main class: {@code Controller}. DESIGN:
 * docs/kubernetes-controller.md.
 */
@NullMarked
package dev.varve.k8s.controller;

import org.jspecify.annotations.NullMarked;
