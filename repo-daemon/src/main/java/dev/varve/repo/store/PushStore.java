package dev.varve.repo.store;

import dev.varve.protocol.message.Commit;
import dev.varve.protocol.message.CommitAnswer;
import dev.varve.protocol.message.SessionOpened;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.record.RecordType;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One push session. Safe for use by many connections at once. */
public interface PushStore {
    Uid sessionId();

    /** As {@link VaultStore#openSession} answers: id, token, bases, durable pages, receipt. */
    SessionOpened opened() throws IOException;

    /** Bit i is set when the repository has id i, and keeps it at least until this session ends. */
    BitSet have(List<Id> ids, boolean nodes) throws IOException;

    /**
     * Checks a run of whole records and appends it. Takes over {@code run}, also when it fails.
     * Returns at once, so that it may be called on an event loop: checks and appends are made on a
     * thread of the store, those of one session one after another in the order given. The caller
     * bounds what it has given and not heard of.
     *
     * <p>Checked: every record whole, of type {@code type} and within its limits; body CRCs; a
     * NODE's id is the SHA-256 of its payload and the payload decodes; a DELTA belongs to this
     * session, its image exists and is a block image, pages and slots ascend and lie in the image.
     * A run that fails is not appended at all.
     *
     * @param type CHUNKS, NODE or DELTA
     * @return completes when the run is durable and indexed; fails with {@code ProtocolException}
     *     (BAD_MESSAGE, TOO_LARGE, SESSION_UNKNOWN after the session ended, DISK_FULL,
     *     QUOTA_EXCEEDED) or another IOException. Dependents run on a thread of the store: do
     *     little there.
     */
    CompletableFuture<Void> append(RecordType type, ByteBuf run);

    /**
     * As {@link #append}, for a run that may have been sent before, to a daemon that was started
     * anew since: when the repository has every chunk or node of it, nothing is appended. Deltas
     * are appended always.
     */
    CompletableFuture<Void> appendUnlessPresent(RecordType type, ByteBuf run);

    /**
     * Makes the restore point of this session's images, all or nothing. All runs must be durable.
     * Again after it was done: the same receipt. Missing chunks are an answer: send them, then
     * commit again.
     *
     * @throws dev.varve.protocol.error.ProtocolException BASE_CHANGED, BAD_MESSAGE,
     *     SESSION_UNKNOWN, DAMAGED
     */
    CommitAnswer commit(Commit request) throws IOException;

    /** Gives the session up; again is harmless. */
    void close() throws IOException;
}
