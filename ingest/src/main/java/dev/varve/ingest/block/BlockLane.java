package dev.varve.ingest.block;

import dev.varve.ingest.push.ChunkLane;
import dev.varve.ingest.push.DeltaLane;
import dev.varve.ingest.push.Progress;
import dev.varve.ingest.push.PushContext;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.BlockPage;
import dev.varve.protocol.node.BlockRoot;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Reads, names and pushes pages of a volume on one stream. Confined to one thread.
 *
 * <p>Order that keeps a resumed push right: chunks durable, then the page's delta sent; delta
 * durable, then the page noted in the journal.
 */
final class BlockLane implements AutoCloseable {
    /** Pages whose deltas are sent together: what a resumed run may have to read again. */
    private static final int PAGES_PER_DELTA = 8;

    /** Pages that may wait for their chunks to be durable. */
    private static final int MOST_WAITING = 256;

    /** A page whose chunks are on their way. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    private record WaitingPage(
            long page, Id[] ids, long changed, CompletableFuture<Void> chunksDurable) {}

    private final BlockPush shared;
    private final PushContext context;
    private final Progress progress;
    private final BlockReader reader;
    private final ChunkLane chunks;
    private final DeltaLane deltas;
    private final ArrayDeque<WaitingPage> waiting = new ArrayDeque<>();
    private final long[] deltaPages = new long[PAGES_PER_DELTA];
    private int deltaPageCount;
    private long lastPut = -1;
    private CompletableFuture<Void> noted = CompletableFuture.completedFuture(null);

    BlockLane(BlockPush shared, int stream) throws ProtocolException {
        this.shared = shared;
        context = shared.push().context();
        progress = context.progress();
        reader = new BlockReader(shared.source(), shared.blockBytes());
        chunks = new ChunkLane(context, stream);
        deltas = new DeltaLane(context, stream, shared.push().ordinal());
    }

    /** Works until no page is left and all is durable. */
    void run() throws ProtocolException, InterruptedException {
        for (long page = next(); page >= 0; page = next()) {
            context.cancellation().check();
            push(page);
            sendDeltas(false);
        }
        await(chunks.flush());
        sendDeltas(true);
        await(noted);
    }

    private long next() {
        return shared.pages().take(page -> progress.addDoneBytes(pageBytes(page)));
    }

    private void push(long page) throws ProtocolException, InterruptedException {
        BlockMap baseMap = shared.base();
        BlockPage base = baseMap == null ? null : baseMap.page(page);
        Id[] now = new Id[BlockPage.FAN_OUT];
        Arrays.fill(now, Id.ZERO);
        long first = page * BlockPage.FAN_OUT;
        long count =
                Math.min(
                        BlockPage.FAN_OUT,
                        BlockRoot.blockCount(shared.source().sizeBytes(), shared.blockBytes())
                                - first);
        long look = shared.pages().blocks(page);
        long read = look & shared.dataOf(page);
        long changed = 0;
        for (int i = 0; i < count; i++) {
            if ((look & 1L << i) == 0) {
                continue;
            }
            Id before = base == null ? Id.ZERO : base.entry(i);
            if ((read & 1L << i) != 0) {
                now[i] = push(first + i, before, (int) Math.min(count - i, runOf(read, i)));
            }
            if (!now[i].equals(before)) {
                changed |= 1L << i;
            }
        }
        long readBytes = reader.takeReadBytes();
        progress.addReadBytes(readBytes);
        progress.addDoneBytes(pageBytes(page));
        if (changed != 0 || readBytes > 0) {
            waiting.add(new WaitingPage(page, now, changed, chunks.durable()));
        }
    }

    /** Consecutive blocks from {@code i} on that are to be read. */
    private static int runOf(long read, int i) {
        return Math.max(1, Long.numberOfTrailingZeros(~(read >>> i)));
    }

    private Id push(long block, Id before, int run) throws ProtocolException, InterruptedException {
        if (reader.isHole(block)) {
            return Id.ZERO;
        }
        ByteBuffer raw = reader.read(block, run);
        if (reader.isZero(raw)) {
            return Id.ZERO;
        }
        Id id = chunks.name(raw);
        if (!id.equals(before)) {
            if (block != lastPut + 1) {
                chunks.gap();
            }
            lastPut = block;
            chunks.put(id, raw);
        }
        return id;
    }

    /** Sends the deltas of pages whose chunks are durable; with {@code all}, waits for them. */
    private void sendDeltas(boolean all) throws ProtocolException, InterruptedException {
        WaitingPage oldest = waiting.peek();
        while (oldest != null
                && (all || oldest.chunksDurable.isDone() || waiting.size() > MOST_WAITING)) {
            if (!oldest.chunksDurable.isDone() && !all) {
                await(chunks.flush());
            }
            await(oldest.chunksDurable);
            waiting.remove();
            deltas.add(oldest.page, oldest.ids, oldest.changed);
            deltaPages[deltaPageCount++] = oldest.page;
            if (deltaPageCount == PAGES_PER_DELTA) {
                flushDeltas();
            }
            oldest = waiting.peek();
        }
        if (all) {
            flushDeltas();
        }
    }

    private void flushDeltas() throws ProtocolException, InterruptedException {
        if (deltaPageCount == 0) {
            return;
        }
        ByteBuffer unit = ByteBuffer.allocate(deltaPageCount * Long.BYTES);
        for (int i = 0; i < deltaPageCount; i++) {
            unit.putLong(deltaPages[i]);
        }
        deltaPageCount = 0;
        CompletableFuture<Void> note =
                deltas.flush().thenRun(() -> shared.push().unitDone(unit.flip()));
        noted = CompletableFuture.allOf(noted, note);
    }

    private long pageBytes(long page) {
        long bytes = (long) BlockPage.FAN_OUT * shared.blockBytes();
        return Math.min(bytes, shared.source().sizeBytes() - page * bytes);
    }

    private static void await(CompletableFuture<Void> future)
            throws ProtocolException, InterruptedException {
        try {
            future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ProtocolException cause) {
                throw cause;
            }
            throw new ProtocolException(
                    ErrorCode.INTERNAL, "pushing failed: " + e.getCause(), "", e);
        }
    }

    /** Closes what was opened; the source's failure matters more than one of closing. */
    @Override
    public void close() {
        deltas.close();
        chunks.close();
        reader.close();
    }
}
