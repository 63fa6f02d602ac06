/** Decisions of the controller alone, its work on stand-ins, and the whole on a real cluster. */
@NullMarked
package dev.varve.k8s.controller;

import org.jspecify.annotations.NullMarked;
