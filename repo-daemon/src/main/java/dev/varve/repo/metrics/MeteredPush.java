package dev.varve.repo.metrics;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.varve.protocol.message.Commit;
import dev.varve.protocol.message.CommitAnswer;
import dev.varve.protocol.message.ReceiptBody;
import dev.varve.protocol.message.SessionOpened;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.store.PushStore;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One push of a {@link MeteredVault}. */
final class MeteredPush implements PushStore {
    private final PushStore inner;
    private final Metrics metrics;

    MeteredPush(PushStore inner, Metrics metrics) {
        this.inner = inner;
        this.metrics = metrics;
    }

    @Override
    public Uid sessionId() {
        return inner.sessionId();
    }

    @Override
    public SessionOpened opened() throws IOException {
        return inner.opened();
    }

    @Override
    public BitSet have(List<Id> ids, boolean nodes) throws IOException {
        BitSet there = inner.have(ids, nodes);
        metrics.asked(ids.size(), there.cardinality());
        return there;
    }

    @Override
    public CompletableFuture<Void> append(RecordType type, ByteBuf run) {
        return inner.append(type, run);
    }

    @Override
    public CompletableFuture<Void> appendUnlessPresent(RecordType type, ByteBuf run) {
        return inner.appendUnlessPresent(type, run);
    }

    @Override
    public CommitAnswer commit(Commit request) throws IOException {
        long startNanos = System.nanoTime();
        CommitAnswer answer = inner.commit(request);
        if (answer.hasReceipt()) {
            metrics.committed(
                    request.getReadBytes(),
                    request.getSentBytes(),
                    storedBytes(answer),
                    System.nanoTime() - startNanos);
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        inner.close();
    }

    private static long storedBytes(CommitAnswer answer) throws IOException {
        try {
            return ReceiptBody.parseFrom(answer.getReceipt().getBody()).getStoredBytes();
        } catch (InvalidProtocolBufferException ownReceipt) {
            throw new IOException("the store gave a receipt that cannot be read", ownReceipt);
        }
    }
}
