/** A repository in memory, for tests of the source side. Main class: {@code FakeRepository}. */
@NullMarked
package dev.varve.ingest.fake;

import org.jspecify.annotations.NullMarked;
