package dev.varve.ingest.fake;

import dev.varve.protocol.client.PushSession;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Commit;
import dev.varve.protocol.message.CommitAnswer;
import dev.varve.protocol.message.Limits;
import dev.varve.protocol.message.SessionOpened;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordType;
import io.netty.buffer.ByteBuf;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** One push to the fake repository. */
final class FakeSession implements PushSession {
    private final FakeClient client;
    private final FakeSessionState state;
    private final AtomicLong sentBytes = new AtomicLong();
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean closed;

    FakeSession(FakeClient client, FakeSessionState state) {
        this.client = client;
        this.state = state;
    }

    @Override
    public SessionOpened opened() {
        synchronized (client.repository) {
            return state.opened();
        }
    }

    @Override
    public CompletableFuture<BitSet> have(List<Id> ids, boolean nodes) {
        if (ids.size() > client.welcome().getLimits().getIdsPerRequest()) {
            throw new IllegalArgumentException(ids.size() + " ids at once");
        }
        if (closed) {
            return CompletableFuture.failedFuture(closedHere());
        }
        List<Id> asked = List.copyOf(ids);
        return CompletableFuture.supplyAsync(
                () -> {
                    BitSet have = new BitSet();
                    synchronized (client.repository) {
                        for (int i = 0; i < asked.size(); i++) {
                            have.set(
                                    i,
                                    (nodes
                                                    ? client.repository.nodeRecords
                                                    : client.repository.chunkRecords)
                                            .containsKey(asked.get(i)));
                        }
                    }
                    return have;
                },
                client.disk);
    }

    @Override
    public CompletableFuture<Void> putChunks(int stream, ByteBuf run) throws ProtocolException {
        return put(stream, run, RecordType.CHUNKS);
    }

    @Override
    public CompletableFuture<Void> putNodes(int stream, ByteBuf run) throws ProtocolException {
        return put(stream, run, RecordType.NODE);
    }

    @Override
    public CompletableFuture<Void> putDelta(int stream, ByteBuf run) throws ProtocolException {
        return put(stream, run, RecordType.DELTA);
    }

    private CompletableFuture<Void> put(int stream, ByteBuf run, RecordType type)
            throws ProtocolException {
        byte[] bytes = new byte[run.readableBytes()];
        run.readBytes(bytes);
        run.release();
        Limits limits = client.welcome().getLimits();
        if (stream < 0 || stream >= limits.getStreams() || bytes.length > limits.getFrameBytes()) {
            throw new IllegalArgumentException("stream " + stream + ", " + bytes.length + " bytes");
        }
        if (closed) {
            throw closedHere();
        }
        sentBytes.addAndGet(bytes.length);
        if (!client.takeRun()) {
            return CompletableFuture.failedFuture(FakeClient.lost());
        }
        underWay.incrementAndGet();
        return CompletableFuture.runAsync(() -> store(bytes, type), client.disk);
    }

    private void store(byte[] bytes, RecordType type) {
        try {
            synchronized (client.repository) {
                state.store(bytes, type);
            }
        } catch (ProtocolException e) {
            throw new CompletionException(e);
        } finally {
            underWay.decrementAndGet();
        }
    }

    @Override
    public CommitAnswer commit(Commit request) throws ProtocolException {
        if (underWay.get() > 0) {
            throw new IllegalStateException("commit before all runs are durable");
        }
        if (closed) {
            throw closedHere();
        }
        client.requireAlive();
        synchronized (client.repository) {
            return state.commit(request);
        }
    }

    @Override
    public long sentBytes() {
        return sentBytes.get();
    }

    @Override
    public void abandon() {
        synchronized (client.repository) {
            state.giveUp();
        }
        close();
    }

    @Override
    public void close() {
        closed = true;
    }

    private static ProtocolException closedHere() {
        return new ProtocolException(ErrorCode.CANCELLED, "the session was closed here", "");
    }
}
