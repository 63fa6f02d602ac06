package dev.varve.ingest.push;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Gathers records into runs of about 1 MiB, sends them on one stream, and knows when they are
 * durable. Confined to one thread.
 */
final class Runs {
    /** A little under the smallest frame that a daemon can be set to, 1 MiB. */
    static final int RUN_BYTES = (1 << 20) - (4 << 10);

    /** Puts a finished run on the wire: one of the {@code put} methods of a session. */
    @FunctionalInterface
    interface Wire {
        CompletableFuture<Void> put(ByteBuf run) throws ProtocolException, InterruptedException;
    }

    private final Wire wire;
    private final Progress progress;
    private @Nullable ByteBuf open;
    private CompletableFuture<Void> sent = CompletableFuture.completedFuture(null);
    private final List<CompletableFuture<Void>> marks = new ArrayList<>();

    Runs(Wire wire, Progress progress) {
        this.wire = wire;
        this.progress = progress;
    }

    /** The run to append a record of at most {@code mostBytes} to. */
    ByteBuf forRecord(int mostBytes) throws ProtocolException, InterruptedException {
        if (open != null && open.readableBytes() + mostBytes > RUN_BYTES) {
            send();
        }
        ByteBuf run = open;
        if (run == null) {
            run = PooledByteBufAllocator.DEFAULT.directBuffer(Math.max(RUN_BYTES, mostBytes));
            open = run;
        }
        return run;
    }

    /** Sends what was gathered, if anything. */
    void send() throws ProtocolException, InterruptedException {
        ByteBuf run = open;
        open = null;
        if (run != null && run.isReadable()) {
            progress.addSentBytes(run.readableBytes());
            sent = CompletableFuture.allOf(sent, wire.put(run));
        } else if (run != null) {
            run.release();
        }
        for (CompletableFuture<Void> mark : marks) {
            completeWhenSent(mark);
        }
        marks.clear();
    }

    /** Completes {@code mark} when all that was gathered so far is durable. */
    void mark(CompletableFuture<Void> mark) {
        if (open == null || !open.isReadable()) {
            completeWhenSent(mark);
        } else {
            marks.add(mark);
        }
    }

    /**
     * Refuses to go on after a run that could not be sent.
     *
     * @throws ProtocolException why
     */
    void requireAlive() throws ProtocolException, InterruptedException {
        if (sent.isCompletedExceptionally()) {
            await(sent);
        }
    }

    void close() {
        if (open != null) {
            open.release();
            open = null;
        }
        marks.forEach(mark -> mark.cancel(false));
        marks.clear();
    }

    /** Waits; what made the future fail is thrown as it is, when it is the daemon's. */
    static <T> T await(CompletableFuture<T> future) throws ProtocolException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ProtocolException cause) {
                throw new ProtocolException(
                        cause.code(), String.valueOf(cause.getMessage()), cause.advice(), cause);
            }
            throw new ProtocolException(
                    ErrorCode.INTERNAL, "sending failed: " + e.getCause(), "", e);
        }
    }

    private void completeWhenSent(CompletableFuture<Void> mark) {
        sent =
                sent.whenComplete((nothing, failure) -> {
                    if (failure == null) {
                        mark.complete(null);
                    } else {
                        mark.completeExceptionally(unwrap(failure));
                    }
                });
    }

    private static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }
}
