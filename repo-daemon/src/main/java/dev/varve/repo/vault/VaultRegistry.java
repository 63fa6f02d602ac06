package dev.varve.repo.vault;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.KeySlot;
import dev.varve.protocol.message.RetentionPolicy;
import dev.varve.protocol.message.UpdateKeys;
import dev.varve.protocol.message.VaultDocument;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The vaults of one repository. Reads what is on disk now, so that a vault made beside a running
 * daemon is seen by it at once. Safe for use by many threads and processes.
 */
public interface VaultRegistry {
    /**
     * Makes a vault, without key slots yet, under a number that no other vault had or has.
     *
     * @throws ProtocolException ALREADY_EXISTS, or USAGE for a bad name
     */
    VaultDocument create(String name, Encryption encryption) throws IOException;

    /** Empty: no such vault. */
    Optional<VaultDocument> find(String name) throws IOException;

    /** Empty: no such vault. A deleted one is found: its segments are there for a while. */
    Optional<VaultDocument> findByNumber(int vaultNumber) throws IOException;

    /**
     * Like {@link #find}, for a vault that must be there.
     *
     * @throws ProtocolException VAULT_UNKNOWN
     */
    VaultDocument require(String name) throws IOException;

    /** By name. */
    List<VaultDocument> list() throws IOException;

    /** Deleted ones behind those that live: they have segments for a while. */
    List<VaultDocument> listWithDeleted() throws IOException;

    /**
     * Marks a vault as deleted, durably: from here on no vault has its name, and the name cannot be
     * given again before {@link #deletionFinished}.
     *
     * @param clockMillis the retention clock
     * @return what says so in the segments
     * @throws ProtocolException VAULT_UNKNOWN
     */
    VaultDocument delete(String name, long clockMillis) throws IOException;

    /** Deleted vaults, of which not all that follows from it was done. */
    List<VaultDocument> unfinishedDeletions() throws IOException;

    /** All that follows from the deletion is done. Again is harmless. */
    void deletionFinished(VaultDocument deleted) throws IOException;

    /**
     * Replaces the key slots; the revision grows by one.
     *
     * @throws ProtocolException KEYS_CHANGED unless {@code expected_revision} is the current one,
     *     VAULT_UNKNOWN, or BAD_MESSAGE for slots that make no sense
     * @param allowed throws when a slot that is there may not go or change; nobody else changes the
     *     vault until the slots are written
     */
    VaultDocument updateKeys(String name, UpdateKeys update, LostSlots allowed) throws IOException;

    /** Says whether key slots may go. */
    interface LostSlots {
        /**
         * Returns when they may.
         *
         * @param lost slots, never none, that are not as they were any more
         */
        void require(List<KeySlot> lost) throws IOException;
    }

    /**
     * Replaces the policy; the revision grows by one. Looking at what is there, deciding and
     * writing are one step: nobody changes a policy in between.
     *
     * @param change decides, and enters it in the ledger; what it throws leaves all as it was
     * @throws ProtocolException VAULT_UNKNOWN
     */
    VaultDocument updatePolicy(String name, PolicyChange change) throws IOException;

    /** Decides what the policy of a vault is to be. */
    @FunctionalInterface
    interface PolicyChange {
        /** The new policy, by the vault as it is now. */
        RetentionPolicy decide(VaultDocument now) throws IOException;
    }

    /**
     * Replaces the quota; the revision grows by one. As {@link #updatePolicy}: looking, deciding
     * and writing are one step.
     *
     * @param change decides, and enters it in the ledger; what it throws leaves all as it was
     * @throws ProtocolException VAULT_UNKNOWN
     */
    VaultDocument updateQuota(String name, QuotaChange change) throws IOException;

    /** Decides what the quota of a vault is to be. */
    @FunctionalInterface
    interface QuotaChange {
        /** The new quota in bytes, by the vault as it is now; 0: none. */
        long decide(VaultDocument now) throws IOException;
    }

    /**
     * Takes a vault found in a segment: written if its file is missing, or older by revision. One
     * that was deleted stays deleted, whatever older segments say.
     *
     * @return true when something was written
     */
    boolean restore(VaultDocument fromSegment) throws IOException;
}
