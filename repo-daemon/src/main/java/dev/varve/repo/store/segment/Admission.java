package dev.varve.repo.store.segment;

import dev.varve.protocol.error.ProtocolException;

/** Decides whether a vault may take a run. */
@FunctionalInterface
public interface Admission {
    /** Takes everything: what the daemon writes by itself. */
    Admission ALWAYS = (storedBytes, runBytes) -> {};

    /**
     * Returns when the run may be written. Called while no other run of the vault is decided on, so
     * that what was seen holds until the run is counted. Does not block.
     *
     * @param storedBytes what the vault's records take without the run, and without the copies of a
     *     compaction under way
     * @throws ProtocolException the run is refused, and nothing is written
     */
    void admit(long storedBytes, long runBytes) throws ProtocolException;
}
