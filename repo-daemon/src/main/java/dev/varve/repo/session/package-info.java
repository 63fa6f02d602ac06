/**
 * Sessions: what clients ask over the wire, done with the store. The only package of the daemon
 * that knows the network. Main class: {@code SessionServer}.
 */
@NullMarked
package dev.varve.repo.session;

import org.jspecify.annotations.NullMarked;
