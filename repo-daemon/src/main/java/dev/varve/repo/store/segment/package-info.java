/**
 * Append-only segments of records: group commit, reading, recovery, checks.
 * docs/formats/segment.md. Main class: {@code RecordStore}.
 */
@NullMarked
package dev.varve.repo.store.segment;

import org.jspecify.annotations.NullMarked;
