package dev.varve.ingest.push;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.Node;
import java.util.concurrent.CompletableFuture;

/**
 * Carries nodes to the daemon on one stream: asks which are missing, in batches, and sends those in
 * the order they were put. Confined to one thread. Children must be put before their parents, and
 * on the same lane, or flushed before.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class NodeLane implements AutoCloseable {
    public NodeLane(PushContext context, int stream) {
        throw new UnsupportedOperationException(context.toString() + stream);
    }

    /** Takes a node and returns its name. */
    public Id put(Node node) throws ProtocolException, InterruptedException {
        throw new UnsupportedOperationException(node.toString());
    }

    /** Sends all that waits. The future completes when every node put so far is durable. */
    public CompletableFuture<Void> flush() throws ProtocolException, InterruptedException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
