package dev.varve.repo.retention.clock;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;

/**
 * All that the clock remembers. Its bytes: {@link ClockRecordFormat}.
 *
 * @param sequence counts the records of a repository from 1
 * @param previousHash SHA-256 of the record before; zero in the first
 * @param at what the system's clocks showed when this was written
 */
record ClockRecord(
        long sequence,
        Uid repositoryId,
        Id previousHash,
        ClockState.Kept state,
        Balance balance,
        ClockInstants at,
        Quorum quorum,
        LedgerHead ledger) {
    ClockRecord {
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence " + sequence);
        }
    }

    ClockRecord with(ClockState.Kept changed) {
        return new ClockRecord(
                sequence, repositoryId, previousHash, changed, balance, at, quorum, ledger);
    }

    ClockRecord with(ClockState.Kept changed, Balance changedBalance, ClockInstants now) {
        return new ClockRecord(
                sequence, repositoryId, previousHash, changed, changedBalance, now, quorum, ledger);
    }

    ClockRecord with(Quorum heard) {
        return new ClockRecord(
                sequence, repositoryId, previousHash, state, balance, at, heard, ledger);
    }

    ClockRecord with(LedgerHead head) {
        return new ClockRecord(
                sequence, repositoryId, previousHash, state, balance, at, quorum, head);
    }

    /** The same, written behind the record that has this sequence and hash. */
    ClockRecord following(long before, Id hash) {
        return new ClockRecord(before + 1, repositoryId, hash, state, balance, at, quorum, ledger);
    }
}
