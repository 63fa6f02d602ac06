package dev.varve.ingest.fake;

import dev.varve.protocol.client.PushSession;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Commit;
import dev.varve.protocol.message.CommitAnswer;
import dev.varve.protocol.message.SessionOpened;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordType;
import io.netty.buffer.ByteBuf;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;

/** One push to the fake repository. */
final class FakeSession implements PushSession {
    private final FakeClient client;
    private final FakeSessionState state;
    private final AtomicLong sentBytes = new AtomicLong();

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
    public CompletableFuture<Void> putChunks(int stream, ByteBuf run) {
        return put(run, RecordType.CHUNKS);
    }

    @Override
    public CompletableFuture<Void> putNodes(int stream, ByteBuf run) {
        return put(run, RecordType.NODE);
    }

    @Override
    public CompletableFuture<Void> putDelta(int stream, ByteBuf run) {
        return put(run, RecordType.DELTA);
    }

    private CompletableFuture<Void> put(ByteBuf run, RecordType type) {
        byte[] bytes = new byte[run.readableBytes()];
        run.readBytes(bytes);
        run.release();
        if (bytes.length > client.welcome().getLimits().getFrameBytes()) {
            throw new IllegalArgumentException("a run of " + bytes.length + " bytes");
        }
        sentBytes.addAndGet(bytes.length);
        if (!client.takeRun()) {
            return CompletableFuture.failedFuture(FakeClient.lost());
        }
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        synchronized (client.repository) {
                            state.store(bytes, type);
                        }
                    } catch (ProtocolException e) {
                        throw new CompletionException(e);
                    }
                },
                client.disk);
    }

    @Override
    public CommitAnswer commit(Commit request) throws ProtocolException {
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
            state.forget();
        }
    }

    @Override
    public void close() {
        // The session stays as it is.
    }
}
