package dev.varve.ingest.pull;

import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.ReadEnd;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordHeader;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * One request for chunks: which are wanted for which places, and the records that came. Records
 * arrive on a network thread; all else is confined to the fetcher's.
 */
final class FetchRequest {
    /** What ends the queue of records. */
    private sealed interface Arrival {
        record Came(FetchedRecord record) implements Arrival {}

        record Ended() implements Arrival {}
    }

    private final long firstIndex;
    private final List<Wanted> wanted = new ArrayList<>();
    private final Map<Id, List<Integer>> places = new HashMap<>();
    private final LinkedBlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private CompletableFuture<ReadEnd> end = new CompletableFuture<>();
    private boolean ended;

    FetchRequest(long firstIndex) {
        this.firstIndex = firstIndex;
    }

    void add(Wanted chunk) {
        places.computeIfAbsent(chunk.id(), id -> new ArrayList<>(1)).add(wanted.size());
        wanted.add(chunk);
    }

    int count() {
        return wanted.size();
    }

    void send(RepositoryClient client) {
        List<Id> ids = wanted.stream().map(Wanted::id).distinct().toList();
        end =
                client.readChunks(ids, this::came)
                        .whenComplete((answer, failure) -> arrivals.add(new Arrival.Ended()));
    }

    private void came(RecordHeader header, ByteBuf record) {
        arrivals.add(new Arrival.Came(FetchedRecord.hold(header, record)));
    }

    /** The next record, waiting for it; null when all came. */
    @Nullable FetchedRecord nextRecord() throws InterruptedException {
        if (ended) {
            return null;
        }
        return switch (arrivals.take()) {
            case Arrival.Came came -> came.record;
            case Arrival.Ended nothing -> {
                ended = true;
                yield null;
            }
        };
    }

    boolean wants(Id id) {
        return places.containsKey(id);
    }

    /** Hands a proven chunk to all its places. */
    void deliver(Id id, ByteBuffer chunk, ChunkSink sink)
            throws ProtocolException, InterruptedException {
        List<Integer> indexes = places.remove(id);
        if (indexes == null) {
            return;
        }
        for (int index : indexes) {
            int expected = wanted.get(index).rawBytes();
            if (chunk.remaining() != expected) {
                throw new ProtocolException(
                        ErrorCode.DAMAGED,
                        "chunk "
                                + id
                                + " has "
                                + chunk.remaining()
                                + " bytes where the image says "
                                + expected,
                        "run varve check --level data");
            }
            sink.accept(firstIndex + index, chunk.duplicate());
        }
    }

    /**
     * Called after the last record.
     *
     * @throws ProtocolException DAMAGED, names a chunk that did not come
     */
    void requireAllDelivered() throws ProtocolException, InterruptedException {
        Answers.requireAll("chunk", Answers.await(end));
        if (!places.isEmpty()) {
            throw Answers.damaged("chunk", places.keySet().iterator().next(), "did not come");
        }
    }

    /** Frees what came and will not be opened, now and when the rest comes. */
    void abandon() {
        end = end.whenComplete((answer, failure) -> releaseAll());
        releaseAll();
    }

    private void releaseAll() {
        Arrival arrival = arrivals.poll();
        while (arrival != null) {
            if (arrival instanceof Arrival.Came came) {
                came.record.close();
            }
            arrival = arrivals.poll();
        }
    }
}
