package dev.varve.repo.session;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Limits;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.store.PushStore;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a writer: takes each run once and in order, whatever connection brings it, and says
 * up to where all is durable. Safe for use by many threads.
 */
@SuppressWarnings(
        "FutureReturnValueIgnored") // the stage after an append handles its failure itself
final class IncomingStream {
    private final SessionWriter writer;
    private final int frameBytes;
    private final long windowBytes;
    private final Deque<Run> pending = new ArrayDeque<>();
    private long pendingBytes;

    /** What comes within so many bytes may be stored already. */
    private long doubtfulBytes;

    private long receivedSequence;
    private long durableSequence;
    private int streamField;
    private ClientConnection target;

    private static final class Run {
        final long sequence;
        final int bytes;
        final ClientConnection from;
        final long receivedNanos = System.nanoTime();
        boolean durable;

        Run(long sequence, int bytes, ClientConnection from) {
            this.sequence = sequence;
            this.bytes = bytes;
            this.from = from;
        }
    }

    /**
     * @param pastUnknown the writer sent runs to a daemon that was here before: up to a window of
     *     them, which was not acknowledged, comes again and may be stored already
     */
    IncomingStream(
            SessionWriter writer, Limits limits, ClientConnection target, boolean pastUnknown) {
        this.writer = writer;
        this.frameBytes = limits.getFrameBytes();
        // One frame of grace: a run that exceeds the window may travel alone.
        this.windowBytes = (long) limits.getWindowBytes() + limits.getFrameBytes();
        this.doubtfulBytes = pastUnknown ? windowBytes : 0;
        this.target = target;
    }

    /**
     * Takes over {@code payload}.
     *
     * @throws ProtocolException BAD_FRAME for a gap, TOO_LARGE for more than the window
     */
    synchronized void take(
            PushStore store,
            RecordType type,
            int field,
            long sequence,
            ByteBuf payload,
            ClientConnection from)
            throws ProtocolException {
        int length = payload.readableBytes();
        boolean taken = false;
        try {
            target = from;
            streamField = field;
            if (receivedSequence == 0) {
                // This daemon knows nothing of the writer yet: it goes on where it was.
                receivedSequence = sequence - 1;
                durableSequence = sequence - 1;
            }
            if (sequence <= receivedSequence) {
                from.listener().runRepeated(length);
                if (sequence <= durableSequence) {
                    from.acknowledge(field, durableSequence);
                }
                return;
            }
            requireFits(sequence, length);
            Run run = new Run(sequence, length, from);
            receivedSequence = sequence;
            pendingBytes += length;
            pending.add(run);
            from.received(type, length);
            taken = true;
            boolean doubtful = doubtfulBytes > 0;
            doubtfulBytes -= doubtful ? length : 0;
            CompletableFuture<Void> append =
                    doubtful
                            ? store.appendUnlessPresent(type, payload)
                            : store.append(type, payload);
            append.whenComplete((done, failure) -> ended(run, failure));
        } finally {
            if (!taken) {
                payload.release();
            }
        }
    }

    private void requireFits(long sequence, int length) throws ProtocolException {
        if (sequence != receivedSequence + 1) {
            throw new ProtocolException(
                    ErrorCode.BAD_FRAME,
                    "run " + sequence + " came where " + (receivedSequence + 1) + " was due",
                    "");
        }
        if (length > frameBytes) {
            throw new ProtocolException(
                    ErrorCode.TOO_LARGE,
                    "a run of " + length + " bytes is over the limit of " + frameBytes,
                    "");
        }
        if (pendingBytes + length > windowBytes) {
            throw new ProtocolException(
                    ErrorCode.TOO_LARGE,
                    "stream " + (streamField & 0xFFFF) + " overruns its window",
                    "");
        }
    }

    private void ended(Run run, @Nullable Throwable failure) {
        run.from.settled(run.bytes, System.nanoTime() - run.receivedNanos, failure == null);
        ClientConnection answered;
        long upTo;
        int field;
        synchronized (this) {
            pendingBytes -= run.bytes;
            run.durable = failure == null;
            long before = durableSequence;
            while (!pending.isEmpty() && pending.element().durable) {
                durableSequence = pending.remove().sequence;
            }
            answered = target;
            field = streamField;
            upTo = durableSequence == before ? 0 : durableSequence;
        }
        if (failure != null) {
            writer.fail(PeerErrors.translate("storing a run", failure));
        } else if (upTo > 0) {
            answered.acknowledge(field, upTo);
        }
    }
}
