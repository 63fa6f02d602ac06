package dev.varve.ingest.push;

import dev.varve.ingest.crypto.ChunkNamer;
import dev.varve.ingest.record.Bundle;
import dev.varve.ingest.record.ChunkRecordWriter;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;

/**
 * Carries chunks to the daemon on one stream: names them, asks which are missing (in batches,
 * several under way), bundles the missing ones with their neighbours, compresses, seals and sends
 * them in runs of about 1 MiB. Confined to one thread; open one per stream.
 *
 * <p>Memory is bounded: {@link #put} works off older chunks when too many are under way, and waits
 * while the stream's window is full.
 */
public final class ChunkLane implements AutoCloseable {
    /**
     * A scattered read of 64 KiB fetches a bundle: this is what it may cost. Measured on the blocks
     * of W1 at level 2: 64 KiB ratio 1.874, 128 KiB 1.899, 256 KiB 1.922 (and slower).
     */
    static final int BUNDLE_BYTES = 128 << 10;

    private static final int MOST_CHUNKS_IN_BUNDLE = 512;

    private final PushContext context;
    private final ChunkNamer namer;
    private final ChunkRecordWriter writer;
    private final Runs runs;
    private final Asking asking;

    /**
     * @param stream number of the stream, from 0; no other open lane may use it
     */
    public ChunkLane(PushContext context, int stream) {
        this.context = context;
        namer = context.cipher().newChunkNamer();
        writer = new ChunkRecordWriter(context.cipher(), context.level());
        runs = new Runs(run -> context.session().putChunks(stream, run), context.progress());
        asking = new Asking(context, false, runs, this::sendMissing);
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
        Id id = name(raw);
        put(id, raw);
        return id;
    }

    /** Like {@link #put(ByteBuffer)} for a chunk that was named already. */
    public void put(Id id, ByteBuffer raw) throws ProtocolException, InterruptedException {
        context.cancellation().check();
        runs.requireAlive();
        if (!context.recent().add(id)) {
            asking.add(id, raw);
        }
    }

    /**
     * Says that the next chunk is no neighbour of the last one: they are kept in different records,
     * so that reading one does not fetch the other.
     */
    public void gap() {
        asking.gap();
    }

    /** Names a chunk as {@link #put(ByteBuffer)} would, and does nothing else. */
    public Id name(ByteBuffer raw) {
        return namer.name(raw);
    }

    /**
     * Completes when every chunk put so far is durable (sent now or known to be there). Does not
     * hurry: chunks may wait for neighbours until more are put or {@link #flush} is called.
     */
    public CompletableFuture<Void> durable() {
        return asking.mark();
    }

    /** Sends all that waits. The future completes when every chunk put so far is durable. */
    public CompletableFuture<Void> flush() throws ProtocolException, InterruptedException {
        CompletableFuture<Void> mark = asking.mark();
        asking.askAndWorkOffAll();
        runs.send();
        return mark;
    }

    private void sendMissing(Batch batch, BitSet have)
            throws ProtocolException, InterruptedException {
        Bundle bundle = new Bundle(batch.bytes());
        bundle.begin(0);
        int gaps = 0; // since the last chunk of the bundle
        for (int i = 0; i < batch.ids().size(); i++) {
            gaps += batch.gapBefore(i) ? 1 : 0;
            if (have.get(i)) {
                continue;
            }
            int length = batch.length(i);
            if (bundle.size() > 0
                    && (bundle.rawBytes() + length > BUNDLE_BYTES
                            || bundle.size() == MOST_CHUNKS_IN_BUNDLE
                            || gaps > 0)) {
                write(bundle);
            }
            if (bundle.end() != batch.start(i)) {
                // Chunks that the daemon has leave gaps: the missing ones move together.
                batch.bytes().put(bundle.end(), batch.bytes(), batch.start(i), length);
            }
            bundle.add(batch.ids().get(i), length);
            gaps = 0;
        }
        if (bundle.size() > 0) {
            write(bundle);
        }
    }

    private void write(Bundle bundle) throws ProtocolException, InterruptedException {
        writer.write(bundle, runs.forRecord(ChunkRecordWriter.maxLength(bundle)));
        bundle.begin(bundle.end());
    }

    /** Frees the buffers; what was not flushed is not sent. */
    @Override
    public void close() {
        runs.close();
        asking.close();
        writer.close();
    }
}
