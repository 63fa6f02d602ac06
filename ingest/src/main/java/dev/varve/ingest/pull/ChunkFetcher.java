package dev.varve.ingest.pull;

import dev.varve.ingest.crypto.ChunkNamer;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.push.Cancellation;
import dev.varve.ingest.record.ChunkRecordReader;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordHeader;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Fetches chunks, several requests under way with bounded memory, opens them and proves each by its
 * name. Confined to one thread; for parallel lanes open one per thread.
 */
public final class ChunkFetcher implements AutoCloseable {
    /** Raw bytes asked for at once. */
    private static final int REQUEST_BYTES = 2 << 20;

    private static final int REQUESTS_UNDER_WAY = 3;
    private static final int IDS_WITHOUT_LIMIT = 1024;

    private final RepositoryClient client;
    private final Cancellation cancellation;
    private final ChunkRecordReader reader;
    private final ChunkNamer namer;
    private final int mostIds;

    public ChunkFetcher(RepositoryClient client, VaultCipher cipher, Cancellation cancellation) {
        this.client = client;
        this.cancellation = cancellation;
        reader = new ChunkRecordReader(cipher);
        namer = cipher.newChunkNamer();
        int limit = client.welcome().getLimits().getIdsPerRequest();
        mostIds = limit > 0 ? Math.min(limit, IDS_WITHOUT_LIMIT) : IDS_WITHOUT_LIMIT;
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
        ArrayDeque<FetchRequest> underWay = new ArrayDeque<>();
        long next = 0;
        try {
            while (wanted.hasNext() || !underWay.isEmpty()) {
                while (wanted.hasNext() && underWay.size() < REQUESTS_UNDER_WAY) {
                    FetchRequest request = gather(wanted, next);
                    next += request.count();
                    underWay.add(request);
                    request.send(client);
                }
                deliver(underWay.getFirst(), sink);
                underWay.removeFirst();
            }
        } finally {
            underWay.forEach(FetchRequest::abandon);
        }
    }

    private FetchRequest gather(Iterator<Wanted> wanted, long first) {
        FetchRequest request = new FetchRequest(first);
        long bytes = 0;
        while (wanted.hasNext() && bytes < REQUEST_BYTES && request.count() < mostIds) {
            Wanted chunk = wanted.next();
            request.add(chunk);
            bytes += chunk.rawBytes();
        }
        return request;
    }

    private void deliver(FetchRequest request, ChunkSink sink)
            throws ProtocolException, InterruptedException {
        FetchedRecord fetched = request.nextRecord();
        while (fetched != null) {
            cancellation.check();
            try (FetchedRecord record = fetched) {
                open(request, record, sink);
            }
            fetched = request.nextRecord();
        }
        request.requireAllDelivered();
    }

    private void open(FetchRequest request, FetchedRecord fetched, ChunkSink sink)
            throws ProtocolException, InterruptedException {
        RecordHeader header = fetched.header();
        ByteBuffer record = fetched.bytes();
        ByteBuffer raw = reader.open(header, record);
        int at = raw.position();
        for (int i = 0; i < header.entryCount(); i++) {
            int length = RecordHeader.entryRawLength(record, record.position(), i);
            Id id = ChunkRecordReader.id(record, i);
            if (request.wants(id)) {
                ByteBuffer chunk = raw.slice(at, length);
                if (!namer.name(chunk).equals(id)) {
                    throw Answers.damaged("chunk", id, "is not what its name says");
                }
                request.deliver(id, chunk, sink);
            }
            at += length;
        }
    }

    /** Frees the buffers. */
    @Override
    public void close() {
        reader.close();
    }
}
