package dev.varve.repo.store.segment;

import dev.varve.repo.index.IndexBatch;
import java.io.IOException;

/**
 * Derives the index from durable records. The store itself applies CHUNKS and NODE; this one is
 * given every POINT, SESSION, DELTA and VAULT record.
 *
 * <p>Called on one thread, in the order of the records within each (vault, class); first for what a
 * crash left unapplied, then for each group of records after its fsync. The batch carries the
 * watermark, so each record takes effect exactly once. It may read the index (through the batch, to
 * see what this batch changes) and the store, but never waits for an append.
 *
 * <p>A record may reach it although its append was reported as failed (its outcome was unknown),
 * and the same point or session may come twice: decide by what the index holds.
 */
@FunctionalInterface
public interface RecordApplier {
    /**
     * Derives what the record says into the batch.
     *
     * @throws IOException the store takes no more appends from here on: the record is durable, and
     *     is applied when the repository is opened again
     */
    void apply(StoredRecord record, IndexBatch batch) throws IOException;
}
