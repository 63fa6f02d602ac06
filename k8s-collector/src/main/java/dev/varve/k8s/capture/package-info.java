/** Takes objects off a cluster into the images of a restore point. */
@NullMarked
package dev.varve.k8s.capture;

import org.jspecify.annotations.NullMarked;
