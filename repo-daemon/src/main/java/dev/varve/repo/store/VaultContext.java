package dev.varve.repo.store;

import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.RetentionPolicy;
import dev.varve.protocol.message.SessionDocument;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.index.Family;
import dev.varve.repo.index.Index;
import dev.varve.repo.store.segment.AppendedRun;
import dev.varve.repo.store.segment.RecordRun;
import dev.varve.repo.store.segment.RecordStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One vault's number and name, and what its sessions, commits and checks work with.
 *
 * @param sending true while any session of the repository sends
 * @param sweep read: telling a session what there is; write: taking away what nobody needs
 */
record VaultContext(
        int vaultNumber,
        String vaultName,
        RepositoryParts parts,
        ReceiptSigner signer,
        ReferenceCounting counting,
        Executor executor,
        BooleanSupplier sending,
        ReadWriteLock sweep) {

    RecordStore records() {
        return parts.records();
    }

    Index index() {
        return parts.index();
    }

    long nowMillis() {
        return parts.clock().millis();
    }

    /** Appends one of the daemon's own records; durable and applied on return. */
    AppendedRun appendDocument(RecordType type, Uid id, byte[] document) throws IOException {
        RecordRun run =
                RecordRun.single(
                        type, new Id(id.high(), id.low(), 0, 0), 0, ByteBuffer.wrap(document));
        return DurableAppends.await(() -> records().append(vaultNumber, run));
    }

    /** As it stands now; the empty one keeps all and locks nothing. */
    RetentionPolicy policy() throws IOException {
        VaultDocument current = parts.vaults().current(vaultNumber);
        return current == null ? RetentionPolicy.getDefaultInstance() : current.getPolicy();
    }

    @Nullable ChainHead chainHead(String chain) throws IOException {
        byte[] value = index().get(Family.CHAINS, StoreKeys.chain(vaultNumber, chain));
        return value == null ? null : ChainHead.decode(value);
    }

    @Nullable SessionDocument session(Uid id) throws IOException {
        byte[] value = index().get(Family.SESSIONS, StoreKeys.uid(vaultNumber, id));
        return value == null ? null : SessionDocument.parseFrom(value);
    }

    @Nullable PointDocument point(Uid id) throws IOException {
        byte[] value = index().get(Family.POINTS, StoreKeys.uid(vaultNumber, id));
        return value == null ? null : PointDocument.parseFrom(value);
    }

    /** The point that a session was committed as. */
    @Nullable PointDocument pointOfSession(Uid session) throws IOException {
        byte[] value = index().get(Family.IMAGES, StoreKeys.uid(vaultNumber, session));
        return value == null ? null : point(Uid.of(value));
    }
}
