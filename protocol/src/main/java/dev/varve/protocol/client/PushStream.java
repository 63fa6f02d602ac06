package dev.varve.protocol.client;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.frame.Frame;
import dev.varve.protocol.frame.FrameType;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a push: numbers its runs, keeps each until it is durable, and makes the sender wait
 * while the window is full. Safe for use by many threads; {@link #next}, {@link #rewind} and {@link
 * #acknowledge} are called on the lane's event loop only.
 */
final class PushStream {
    private record Run(
            FrameType type, long sequence, ByteBuf payload, CompletableFuture<Void> durable) {}

    private final int streamField;
    private final long windowBytes;
    private final Deque<Run> unacknowledged = new ArrayDeque<>();
    private long unacknowledgedBytes;
    private long lastSequence;
    private long sentSequence;
    private @Nullable ProtocolException failure;

    PushStream(int streamField, long windowBytes) {
        this.streamField = streamField;
        this.windowBytes = windowBytes;
    }

    /** Takes over {@code payload}; waits for the window. */
    synchronized CompletableFuture<Void> add(FrameType type, ByteBuf payload)
            throws ProtocolException, InterruptedException {
        int length = payload.readableBytes();
        try {
            while (failure == null
                    && !unacknowledged.isEmpty()
                    && unacknowledgedBytes + length > windowBytes) {
                wait();
            }
            if (failure != null) {
                throw again(failure);
            }
        } catch (ProtocolException | InterruptedException e) {
            payload.release();
            throw e;
        }
        Run run = new Run(type, ++lastSequence, payload, new CompletableFuture<>());
        unacknowledged.add(run);
        unacknowledgedBytes += length;
        return run.durable();
    }

    /** The first run not sent yet on this connection; null when there is none. */
    synchronized @Nullable Frame next() {
        if (sentSequence == lastSequence) {
            return null;
        }
        for (Run run : unacknowledged) {
            if (run.sequence() > sentSequence) {
                sentSequence = run.sequence();
                return Frame.data(
                        run.type(), streamField, run.sequence(), run.payload().retainedDuplicate());
            }
        }
        return null;
    }

    /** A new connection: all that is not acknowledged is to be sent again. */
    synchronized void rewind() {
        Run first = unacknowledged.peek();
        sentSequence = first == null ? lastSequence : first.sequence() - 1;
    }

    /**
     * All up to {@code durableSequence} is durable.
     *
     * @throws ProtocolException BAD_FRAME when that was never sent
     */
    void acknowledge(long durableSequence) throws ProtocolException {
        List<Run> done = new ArrayList<>();
        synchronized (this) {
            if (durableSequence > lastSequence || durableSequence < 0) {
                throw new ProtocolException(
                        ErrorCode.BAD_FRAME,
                        "the daemon acknowledged run "
                                + durableSequence
                                + " where the last is "
                                + lastSequence,
                        "");
            }
            while (!unacknowledged.isEmpty()
                    && unacknowledged.element().sequence() <= durableSequence) {
                Run run = unacknowledged.remove();
                unacknowledgedBytes -= run.payload().readableBytes();
                done.add(run);
            }
            sentSequence = Math.max(sentSequence, durableSequence);
            notifyAll();
        }
        for (Run run : done) {
            run.payload().release();
            run.durable().complete(null);
        }
    }

    /** Nothing more can be sent; who waits hears why. Again is harmless. */
    void fail(ProtocolException cause) {
        List<Run> lost;
        synchronized (this) {
            if (failure == null) {
                failure = cause;
            }
            lost = new ArrayList<>(unacknowledged);
            unacknowledged.clear();
            unacknowledgedBytes = 0;
            sentSequence = lastSequence;
            notifyAll();
        }
        for (Run run : lost) {
            run.payload().release();
            run.durable().completeExceptionally(cause);
        }
    }

    synchronized boolean allDurable() {
        return unacknowledged.isEmpty();
    }

    /** The same failure with the caller's own stack in front. */
    static ProtocolException again(ProtocolException cause) {
        return new ProtocolException(
                cause.code(), String.valueOf(cause.getMessage()), cause.advice(), cause);
    }
}
