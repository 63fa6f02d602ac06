package dev.varve.ingest.push;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * Carries chunks to the daemon on one stream: names them, asks which are missing (in batches,
 * several under way), bundles the missing ones with their neighbours, compresses, seals and sends
 * them in runs of about 1 MiB. Confined to one thread; open one per stream.
 *
 * <p>Memory is bounded: {@link #put} works off older chunks when too many are under way, and waits
 * while the stream's window is full.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class ChunkLane implements AutoCloseable {
    /**
     * @param stream number of the stream, from 0; no other open lane may use it
     */
    public ChunkLane(PushContext context, int stream) {
        throw new UnsupportedOperationException(context.toString() + stream);
    }

    /**
     * Takes a chunk, position to limit, by copy; the buffer is left as it was and may be used again
     * at once. Neighbours in the source should be put one after another: they are compressed and
     * stored together.
     *
     * @return its name
     * @throws ProtocolException CANCELLED, or why an earlier chunk could not be sent
     */
    public Id put(ByteBuffer raw) throws ProtocolException, InterruptedException {
        throw new UnsupportedOperationException(raw.toString());
    }

    /** Like {@link #put(ByteBuffer)} for a chunk that was named already. */
    public void put(Id id, ByteBuffer raw) throws ProtocolException, InterruptedException {
        throw new UnsupportedOperationException(id.toString() + raw);
    }

    /** Names a chunk as {@link #put(ByteBuffer)} would, and does nothing else. */
    public Id name(ByteBuffer raw) {
        throw new UnsupportedOperationException(raw.toString());
    }

    /**
     * Completes when every chunk put so far is durable (sent now or known to be there). Does not
     * hurry: chunks may wait for neighbours until more are put or {@link #flush} is called.
     */
    public CompletableFuture<Void> durable() {
        throw new UnsupportedOperationException();
    }

    /** Sends all that waits. The future completes when every chunk put so far is durable. */
    public CompletableFuture<Void> flush() throws ProtocolException, InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** Frees the buffers; what was not flushed is not sent. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
