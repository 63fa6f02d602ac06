package dev.varve.repo.store;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waiting for what the record store promises. */
final class DurableAppends {
    private DurableAppends() {}

    /** An append that may block for room. */
    @FunctionalInterface
    interface Append<T> {
        CompletableFuture<T> start() throws IOException, InterruptedException;
    }

    /** Returns when the append is durable and indexed. */
    static <T> T await(Append<T> append) throws IOException {
        try {
            return append.start().get();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw asIo(e.getCause() == null ? e : e.getCause());
        }
    }

    /** Says it as an IOException; the thread stays marked as interrupted. */
    static InterruptedIOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException stopped =
                new InterruptedIOException("interrupted while waiting for the disk");
        stopped.initCause(e);
        return stopped;
    }

    /** What the caller is told of a failed append. */
    static IOException asIo(Throwable failure) {
        if (failure instanceof IOException io) {
            return io;
        }
        return new ProtocolException(
                ErrorCode.INTERNAL, "an append failed: " + failure, "", failure);
    }
}
