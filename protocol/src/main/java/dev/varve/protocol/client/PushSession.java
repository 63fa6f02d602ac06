package dev.varve.protocol.client;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Commit;
import dev.varve.protocol.message.CommitAnswer;
import dev.varve.protocol.message.SessionOpened;
import dev.varve.protocol.model.Id;
import io.netty.buffer.ByteBuf;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One push. A run is a sequence of whole records as they will lie in the segment
 * (docs/formats/segment.md), up to {@code Limits.frame_bytes}; about 1 MiB is best. Runs of one
 * stream stay in order. A run that is not acknowledged is kept and sent again after a lost
 * connection. Safe for use by many threads; a stream is used by one thread at a time.
 */
public interface PushSession extends AutoCloseable {
    SessionOpened opened();

    /** Which of these the repository has, and keeps for this session; bit i for id i. */
    CompletableFuture<BitSet> have(List<Id> ids, boolean nodes);

    /**
     * Sends a run of CHUNKS records; takes over the buffer. Waits while the stream's window is
     * full.
     *
     * @return done when the run is durable
     */
    CompletableFuture<Void> putChunks(int stream, ByteBuf run)
            throws ProtocolException, InterruptedException;

    /** Like {@link #putChunks}, with NODE records: children before parents. */
    CompletableFuture<Void> putNodes(int stream, ByteBuf run)
            throws ProtocolException, InterruptedException;

    /** Like {@link #putChunks}, with DELTA records. */
    CompletableFuture<Void> putDelta(int stream, ByteBuf run)
            throws ProtocolException, InterruptedException;

    /**
     * Asks for the restore point. All runs must be durable. Repeating it gives the same receipt.
     */
    CommitAnswer commit(Commit request) throws ProtocolException, InterruptedException;

    /** Bytes of frames put on the wire so far, those sent again included. */
    long sentBytes();

    /** Gives the session up at the daemon. */
    void abandon() throws ProtocolException, InterruptedException;

    /** Leaves the session as it stands at the daemon, to be resumed. */
    @Override
    void close();
}
