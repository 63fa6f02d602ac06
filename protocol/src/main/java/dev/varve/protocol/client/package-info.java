/**
 * What a client of a daemon can ask, and the connections that carry it. Main class: {@code
 * RepositoryClient}.
 */
@NullMarked
package dev.varve.protocol.client;

import org.jspecify.annotations.NullMarked;
