/** Where a client's connection settings and key come from. Main class: {@code Profile}. */
@NullMarked
package dev.varve.ingest.profile;

import org.jspecify.annotations.NullMarked;
