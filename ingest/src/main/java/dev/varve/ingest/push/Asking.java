package dev.varve.ingest.push;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;

/**
 * Batches that are asked about, several under way, and handed on in order once the answer is there.
 * Confined to one thread.
 */
final class Asking {
    static final int BATCH_BYTES = 1 << 20;

    /** Batches under way: enough for the answer to be there when its batch is needed. */
    private static final int UNDER_WAY = 3;

    /** Works off a batch: sends what is missing of it. */
    @FunctionalInterface
    interface Work {
        void missing(Batch batch, BitSet have) throws ProtocolException, InterruptedException;
    }

    private final PushContext context;
    private final boolean nodes;
    private final Runs runs;
    private final Work work;
    private final int mostIds;
    private final ArrayDeque<Batch> asked = new ArrayDeque<>();
    private final ArrayDeque<Batch> free = new ArrayDeque<>();
    private Batch current = new Batch(BATCH_BYTES);

    Asking(PushContext context, boolean nodes, Runs runs, Work work) {
        this.context = context;
        this.nodes = nodes;
        this.runs = runs;
        this.work = work;
        mostIds = Math.min(context.idsPerRequest(), 1024);
    }

    void add(Id id, ByteBuffer raw) throws ProtocolException, InterruptedException {
        if (!current.hasRoomFor(raw.remaining(), mostIds)) {
            ask();
            if (!current.hasRoomFor(raw.remaining(), mostIds)) {
                current.release();
                current = new Batch(raw.remaining());
            }
        }
        current.add(id, raw);
    }

    void gap() {
        current.gap();
    }

    /** Asks about the current batch, and works off the oldest when enough are under way. */
    void ask() throws ProtocolException, InterruptedException {
        if (!current.isEmpty()) {
            current.asked(context.session().have(current.ids(), nodes));
            asked.add(current);
            Batch reused = free.poll();
            current = reused == null ? new Batch(BATCH_BYTES) : reused;
        }
        while (asked.size() > UNDER_WAY) {
            workOff();
        }
    }

    void askAndWorkOffAll() throws ProtocolException, InterruptedException {
        ask();
        while (!asked.isEmpty()) {
            workOff();
        }
    }

    /** Completes when all that was added so far is durable. */
    CompletableFuture<Void> mark() {
        CompletableFuture<Void> mark = new CompletableFuture<>();
        if (!current.isEmpty()) {
            current.marks().add(mark);
        } else if (!asked.isEmpty()) {
            asked.getLast().marks().add(mark);
        } else {
            runs.mark(mark);
        }
        return mark;
    }

    private void workOff() throws ProtocolException, InterruptedException {
        Batch batch = asked.getFirst();
        BitSet have = Runs.await(batch.answer());
        asked.removeFirst();
        work.missing(batch, have);
        batch.marks().forEach(runs::mark);
        batch.clear();
        if (batch.capacityBytes() == BATCH_BYTES) {
            free.add(batch);
        } else {
            batch.release();
        }
    }

    void close() {
        current.release();
        asked.forEach(Batch::release);
        free.forEach(Batch::release);
        asked.clear();
        free.clear();
    }
}
