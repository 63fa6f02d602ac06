package dev.varve.ingest.push;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.Node;
import dev.varve.protocol.record.RecordType;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;

/**
 * Carries nodes to the daemon on one stream: asks which are missing, in batches, and sends those in
 * the order they were put. Confined to one thread. Children must be put before their parents, and
 * on the same lane, or flushed before.
 */
public final class NodeLane implements AutoCloseable {
    private final PushContext context;
    private final RecentIds recent = new RecentIds();
    private final Runs runs;
    private final Asking asking;

    /**
     * @param stream number of the stream, from 0; no other open node lane may use it
     */
    public NodeLane(PushContext context, int stream) {
        this.context = context;
        runs = new Runs(run -> context.session().putNodes(stream, run), context.progress());
        asking = new Asking(context, true, runs, this::sendMissing);
    }

    /**
     * Takes a node.
     *
     * @return its name
     * @throws ProtocolException CANCELLED, or why an earlier node could not be sent
     */
    public Id put(Node node) throws ProtocolException, InterruptedException {
        context.cancellation().check();
        runs.requireAlive();
        ByteBuffer payload = node.encode();
        Id id = Node.idOf(payload);
        if (!recent.add(id)) {
            asking.add(id, payload);
        }
        return id;
    }

    /** Sends all that waits. The future completes when every node put so far is durable. */
    public CompletableFuture<Void> flush() throws ProtocolException, InterruptedException {
        CompletableFuture<Void> mark = asking.mark();
        asking.askAndWorkOffAll();
        runs.send();
        return mark;
    }

    private void sendMissing(Batch batch, BitSet have)
            throws ProtocolException, InterruptedException {
        for (int i = 0; i < batch.ids().size(); i++) {
            if (!have.get(i)) {
                ByteBuffer payload = batch.bytes().slice(batch.start(i), batch.length(i));
                PlainRecords.append(RecordType.NODE, batch.ids().get(i), payload, runs);
            }
        }
    }

    @Override
    public void close() {
        runs.close();
        asking.close();
    }
}
