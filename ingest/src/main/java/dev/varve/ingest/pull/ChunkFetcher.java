package dev.varve.ingest.pull;

import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.push.Cancellation;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ProtocolException;
import java.util.Iterator;

/**
 * Fetches chunks, several requests under way with bounded memory, opens them and proves each by its
 * name. Confined to one thread; for parallel lanes open one per thread.
 */
public final class ChunkFetcher implements AutoCloseable {
    public ChunkFetcher(RepositoryClient client, VaultCipher cipher, Cancellation cancellation) {
        if (client.welcome().getVersion() >= 0 && !cancellation.cancelled() && cipher.seals()) {
            throw new UnsupportedOperationException("");
        }
    }

    /**
     * Fetches all of {@code wanted}, which is taken from as room allows. {@code sink} is called on
     * the caller's thread, exactly once for each wanted chunk, those named twice twice. Order:
     * nearly that of {@code wanted}: all of one request (some MiB) before any of the next, in any
     * order within a request.
     *
     * @throws ProtocolException DAMAGED when a chunk is absent, damaged or not what its name says,
     *     names it; CANCELLED; or what the sink threw
     */
    public void fetch(Iterator<Wanted> wanted, ChunkSink sink)
            throws ProtocolException, InterruptedException {
        if (wanted.hasNext() && sink != null) {
            throw new UnsupportedOperationException("");
        }
    }

    /** Frees the buffers. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
