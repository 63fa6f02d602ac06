package dev.varve.repo.session;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.frame.Frame;
import dev.varve.protocol.frame.FrameType;
import dev.varve.protocol.message.ReadEnd;
import dev.varve.protocol.model.Id;
import dev.varve.repo.store.VaultStore;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One answer of records: gathers them to frames of about a MiB, without copying, and sends as fast
 * as the peer takes them. Confined to the thread that runs it, but for {@link #cancel}.
 */
final class Pull implements Cancellable {
    private static final int FRAME_BYTES = 1 << 20;

    /** Of small records: beyond this a frame costs more in pieces than it saves. */
    private static final int MOST_RECORDS = 512;

    private final ClientConnection connection;
    private final long number;
    private final PullPriority priority;
    private @Nullable CompositeByteBuf gathered;
    private volatile boolean cancelled;

    Pull(ClientConnection connection, long number, PullPriority priority) {
        this.connection = connection;
        this.number = number;
        this.priority = priority;
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    /** Answers the request whole, its end included. */
    void run(VaultStore store, List<Id> ids, boolean nodes)
            throws IOException, InterruptedException {
        priority.works();
        try {
            ReadEnd end =
                    nodes ? store.readNodes(ids, this::take) : store.readChunks(ids, this::take);
            flush();
            connection.network().send(FrameType.READ_END, 0, number, end);
        } finally {
            priority.rests();
            if (gathered != null) {
                gathered.release();
                gathered = null;
            }
        }
    }

    private void take(ByteBuf record) throws IOException, InterruptedException {
        CompositeByteBuf frame = gathered;
        if (frame != null
                && (frame.readableBytes() + record.readableBytes() > FRAME_BYTES
                        || frame.numComponents() >= MOST_RECORDS)) {
            try {
                flush();
            } catch (IOException | InterruptedException e) {
                record.release();
                throw e;
            }
            frame = null;
        }
        if (frame == null) {
            frame = connection.network().allocator().compositeBuffer(MOST_RECORDS);
            gathered = frame;
        }
        frame.addComponent(true, record);
    }

    private void flush() throws IOException, InterruptedException {
        CompositeByteBuf frame = gathered;
        if (frame == null) {
            return;
        }
        awaitTurn();
        if (cancelled) {
            throw new ProtocolException(ErrorCode.CANCELLED, "the request was cancelled", "");
        }
        gathered = null;
        connection.listener().recordsSent(frame.readableBytes());
        connection.bandwidth().sent(frame.readableBytes());
        priority.pulled(frame.readableBytes());
        connection.network().send(Frame.data(FrameType.RECORDS, 0, number, frame));
    }

    /** Pushes need not stand back meanwhile. */
    private void awaitTurn() throws IOException, InterruptedException {
        priority.rests();
        try {
            connection.awaitWritable();
            connection.awaitSendRate();
        } finally {
            priority.works();
        }
    }
}
