package dev.varve.ingest.push;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.BlockPage;
import dev.varve.protocol.record.RecordType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;

/**
 * Carries changed blocks of one image to the daemon on one stream, page by page.
 * docs/formats/segment.md, DELTA. Confined to one thread.
 */
public final class DeltaLane implements AutoCloseable {
    private static final int PAYLOAD_HEADER_LENGTH = 8;
    private static final int GROUP_COUNT_OFFSET = 4;
    private static final int GROUP_HEADER_LENGTH = 12;
    private static final int SLOT_LENGTH = 1 + Id.LENGTH;
    private static final int MOST_GROUP_BYTES =
            GROUP_HEADER_LENGTH + BlockPage.FAN_OUT * SLOT_LENGTH;
    private static final int PAYLOAD_BYTES = 128 << 10;

    private final Id session;
    private final int ordinal;
    private final Runs runs;
    private final ByteBuffer payload =
            ByteBuffer.allocate(PAYLOAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private int groups;
    private long lastPage;

    /**
     * Opens the lane.
     *
     * @param stream number of the stream, from 0; no other open delta lane may use it
     * @param ordinal number of the image in its session
     */
    public DeltaLane(PushContext context, int stream, int ordinal) {
        this.ordinal = ordinal;
        byte[] id = new byte[Id.LENGTH];
        context.session().opened().getSessionId().copyTo(id, 0);
        session = Id.at(id, 0);
        runs = new Runs(run -> context.session().putDelta(stream, run), context.progress());
        payload.position(PAYLOAD_HEADER_LENGTH);
    }

    /**
     * Says what became of a page.
     *
     * @param page number of the leaf page
     * @param now ids of its blocks; zero: a hole
     * @param changed bit i: block i differs from the base; none: the page is as in the base
     */
    public void add(long page, Id[] now, long changed)
            throws ProtocolException, InterruptedException {
        runs.requireAlive();
        boolean ascends = groups == 0 || page > lastPage;
        if (!ascends || payload.remaining() < MOST_GROUP_BYTES) {
            cut();
        }
        payload.putLong(page).putInt(Long.bitCount(changed));
        for (long rest = changed; rest != 0; rest &= rest - 1) {
            int slot = Long.numberOfTrailingZeros(rest);
            payload.put((byte) slot);
            now[slot].write(payload, payload.position());
            payload.position(payload.position() + Id.LENGTH);
        }
        groups++;
        lastPage = page;
    }

    /** Sends all that waits. The future completes when it is durable. */
    public CompletableFuture<Void> flush() throws ProtocolException, InterruptedException {
        if (groups > 0) {
            cut();
        }
        CompletableFuture<Void> mark = new CompletableFuture<>();
        runs.mark(mark);
        runs.send();
        return mark;
    }

    private void cut() throws ProtocolException, InterruptedException {
        payload.putInt(0, ordinal).putInt(GROUP_COUNT_OFFSET, groups);
        PlainRecords.append(RecordType.DELTA, session, payload.flip(), runs);
        payload.clear().position(PAYLOAD_HEADER_LENGTH);
        groups = 0;
    }

    @Override
    public void close() {
        runs.close();
    }
}
