package dev.varve.ingest.pull;

import dev.varve.protocol.model.Id;

/** A chunk to fetch, and its raw length, which is checked. */
public record Wanted(Id id, int rawBytes) {
    public Wanted {
        if (id.isZero() || rawBytes <= 0) {
            throw new IllegalArgumentException("chunk " + id + " of " + rawBytes + " bytes");
        }
    }
}
