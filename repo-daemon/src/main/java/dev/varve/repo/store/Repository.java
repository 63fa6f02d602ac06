package dev.varve.repo.store;

import dev.varve.protocol.message.Statistics;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Uid;
import java.io.IOException;
import java.util.List;

/**
 * One storage root, opened and recovered. Safe for use by many threads. Methods here and in {@link
 * VaultStore} and {@link PushStore} that give no future may read disks: call them on a thread that
 * may wait, never on an event loop.
 *
 * <p>What a user or peer can cause fails with {@code ProtocolException}; any other {@link
 * IOException} is this host's own trouble (INTERNAL to the peer, in full in the log).
 */
public interface Repository extends AutoCloseable {
    /**
     * Starts the record store: recovers, or rebuilds an empty index, then finishes the counting
     * that was under way. Closing the repository closes the record store; the index stays the
     * caller's to close, after that.
     */
    static Repository open(RepositoryParts parts) throws IOException {
        return StoreRepository.open(parts);
    }

    Uid repositoryId();

    /** X.509 SubjectPublicKeyInfo of the Ed25519 key that signs receipts. */
    byte[] receiptKey();

    /**
     * The part that belongs to one vault. Cheap, the same one for the same vault number; the
     * document is only read for number and name.
     */
    VaultStore vault(VaultDocument document) throws IOException;

    /** All sealed segments with their labels as they are now. */
    List<SealedSegment> sealedSegments() throws IOException;

    /** Figures over all vaults. */
    Statistics statistics() throws IOException;

    /**
     * Ends with a durable index, so that the next start has nothing to replay. Runs under way fail
     * with UNAVAILABLE.
     */
    @Override
    void close() throws IOException;
}
