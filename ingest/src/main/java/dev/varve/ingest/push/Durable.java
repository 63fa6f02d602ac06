package dev.varve.ingest.push;

import dev.varve.protocol.error.ProtocolException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waits until what a lane took is durable at the daemon. */
public final class Durable {
    private Durable() {}

    /**
     * Returns when it is.
     *
     * @param durable as lanes give it
     * @throws ProtocolException why it cannot be
     */
    public static void await(Future<Void> durable) throws ProtocolException, InterruptedException {
        try {
            Void _ = durable.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ProtocolException protocol) {
                throw protocol;
            }
            throw new IllegalStateException("a push fails with protocol errors only", e);
        }
    }
}
