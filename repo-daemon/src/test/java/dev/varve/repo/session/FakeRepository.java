package dev.varve.repo.session;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.frame.IdLists;
import dev.varve.protocol.message.Check;
import dev.varve.protocol.message.CheckProgress;
import dev.varve.protocol.message.CheckResult;
import dev.varve.protocol.message.Commit;
import dev.varve.protocol.message.CommitAnswer;
import dev.varve.protocol.message.ImageBase;
import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.OpenSession;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.Points;
import dev.varve.protocol.message.ReadEnd;
import dev.varve.protocol.message.Receipt;
import dev.varve.protocol.message.SessionOpened;
import dev.varve.protocol.message.Statistics;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.record.RecordHeader;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.store.ChainOrder;
import dev.varve.repo.store.CheckMonitor;
import dev.varve.repo.store.CompactionLimits;
import dev.varve.repo.store.CompactionResult;
import dev.varve.repo.store.CountAuditResult;
import dev.varve.repo.store.PushStore;
import dev.varve.repo.store.Repository;
import dev.varve.repo.store.ScrubResult;
import dev.varve.repo.store.SealedSegment;
import dev.varve.repo.store.SessionSummary;
import dev.varve.repo.store.VaultIntegrity;
import dev.varve.repo.store.VaultStore;
import dev.varve.repo.store.VaultUsage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store in memory: keeps whole records by id, and counts how often each came. */
final class FakeRepository implements Repository, VaultStore {
    volatile boolean locked;
    private final Uid repositoryId;
    private final Executor disk;
    final Map<Id, byte[]> records = new ConcurrentHashMap<>();
    final Map<Id, AtomicInteger> arrivals = new ConcurrentHashMap<>();
    final Map<Uid, FakeSession> sessions = new ConcurrentHashMap<>();
    final List<PointDocument> points = new ArrayList<>();
    volatile @Nullable IOException appendFailure;

    /** A commit waits for it. */
    volatile CompletableFuture<Void> commitHeld = CompletableFuture.completedFuture(null);

    final CompletableFuture<Void> commitBegun = new CompletableFuture<>();

    /** Appends become durable when {@code disk} runs them. */
    FakeRepository(Uid repositoryId, Executor disk) {
        this.repositoryId = repositoryId;
        this.disk = disk;
    }

    @Override
    public Uid repositoryId() {
        return repositoryId;
    }

    @Override
    public byte[] receiptKey() {
        return new byte[] {1, 2, 3};
    }

    @Override
    public VaultStore vault(VaultDocument document) {
        return this;
    }

    @Override
    public List<SealedSegment> sealedSegments() {
        return List.of();
    }

    @Override
    public List<dev.varve.repo.store.ChainOrder> order() {
        return List.of();
    }

    @Override
    public List<ChainOrder> knownOrder() {
        return List.of();
    }

    @Override
    public VaultUsage usage() {
        return new VaultUsage(0, 0, 0);
    }

    @Override
    public Statistics statistics() {
        return Statistics.newBuilder().setChunks(records.size()).build();
    }

    @Override
    public void close() {}

    @Override
    public PushStore openSession(String client, OpenSession request) throws IOException {
        Uid id = IdLists.uid("session id", request.getSessionId());
        if (request.getResumeToken().isEmpty()) {
            return sessions.computeIfAbsent(id, FakeSession::new);
        }
        FakeSession known = sessions.get(id);
        if (known == null
                || known.closed
                || !known.opened().getResumeToken().equals(request.getResumeToken())) {
            throw new ProtocolException(ErrorCode.SESSION_UNKNOWN, "no session " + id, "");
        }
        known.resumed = true;
        return known;
    }

    @Override
    public @Nullable PushStore session(String client, Uid sessionId) {
        return sessions.get(sessionId);
    }

    @Override
    public List<SessionSummary> sessions() {
        return List.of();
    }

    @Override
    public int expireSessions(long idleSinceMillis) {
        return 0;
    }

    @Override
    public int shut() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void reopen() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void appendVault(VaultDocument document) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ReadEnd readNodes(List<Id> ids, RecordConsumer consumer)
            throws IOException, InterruptedException {
        return readChunks(ids, consumer);
    }

    @Override
    public ReadEnd readChunks(List<Id> ids, RecordConsumer consumer)
            throws IOException, InterruptedException {
        List<Id> absent = new ArrayList<>();
        for (Id id : ids) {
            byte[] record = records.get(id);
            if (record == null) {
                absent.add(id);
            } else {
                consumer.accept(Unpooled.wrappedBuffer(record));
            }
        }
        return ReadEnd.newBuilder().setAbsent(IdLists.write(absent)).build();
    }

    @Override
    public synchronized Points listPoints(ListPoints request) {
        return Points.newBuilder().addAllPoints(points).build();
    }

    @Override
    public CountAuditResult auditCounts(boolean repair, CheckMonitor monitor) {
        throw new UnsupportedOperationException("not over the wire");
    }

    @Override
    public CompactionResult compact(CompactionLimits limits, CheckMonitor monitor) {
        throw new UnsupportedOperationException("not over the wire");
    }

    @Override
    public Label label(Uid point) {
        throw new UnsupportedOperationException("not over the wire");
    }

    @Override
    public void addLabel(Uid point, Label more, String actor) {
        throw new UnsupportedOperationException("not over the wire");
    }

    @Override
    public void requireNothingLocked(String actor, String what) throws ProtocolException {
        if (locked) {
            throw new ProtocolException(ErrorCode.RETENTION_LOCKED, what + ": locked", "");
        }
    }

    @Override
    public void expire(Uid point, String actor, String why) {
        throw new UnsupportedOperationException("not over the wire");
    }

    @Override
    public CheckResult check(Check request, CheckMonitor monitor) throws IOException {
        for (int step = 0; step < 100; step++) {
            monitor.progress(CheckProgress.newBuilder().setDoneBytes(step).build());
            if (monitor.cancelled()) {
                throw new ProtocolException(ErrorCode.CANCELLED, "check cancelled", "");
            }
        }
        return CheckResult.newBuilder().setReadBytes(100).build();
    }

    @Override
    public CheckResult checkNew(CheckMonitor monitor) {
        throw new UnsupportedOperationException("not over the wire");
    }

    @Override
    public ScrubResult scrub(long budgetBytes, CheckMonitor monitor) {
        throw new UnsupportedOperationException("not over the wire");
    }

    @Override
    public Map<Uid, List<String>> damaged() {
        throw new UnsupportedOperationException("not over the wire");
    }

    @Override
    public VaultIntegrity integrity() {
        throw new UnsupportedOperationException("not over the wire");
    }

    final class FakeSession implements PushStore {
        private final Uid id;
        volatile boolean closed;
        volatile boolean resumed;
        private @Nullable Receipt receipt;

        FakeSession(Uid id) {
            this.id = id;
        }

        @Override
        public Uid sessionId() {
            return id;
        }

        @Override
        public SessionOpened opened() {
            return SessionOpened.newBuilder()
                    .setSessionId(ByteString.copyFrom(id.toBytes()))
                    .setResumeToken(ByteString.copyFromUtf8("token of " + id))
                    .setResumed(resumed)
                    .addBases(ImageBase.newBuilder().addDurablePages(7))
                    .build();
        }

        @Override
        public BitSet have(List<Id> ids, boolean nodes) {
            BitSet bits = new BitSet();
            for (int i = 0; i < ids.size(); i++) {
                bits.set(i, records.containsKey(ids.get(i)));
            }
            return bits;
        }

        @Override
        public CompletableFuture<Void> append(RecordType type, ByteBuf run) {
            CompletableFuture<Void> durable = new CompletableFuture<>();
            disk.execute(() -> {
                try {
                    IOException failure = appendFailure;
                    if (failure != null) {
                        throw failure;
                    }
                    keep(run);
                    durable.complete(null);
                } catch (IOException e) {
                    durable.completeExceptionally(e);
                } finally {
                    run.release();
                }
            });
            return durable;
        }

        @Override
        public CompletableFuture<Void> appendUnlessPresent(RecordType type, ByteBuf run) {
            CompletableFuture<Boolean> present = new CompletableFuture<>();
            Id first = RecordHeader.entryId(run.nioBuffer(), 0, 0);
            // In order with the appends before it.
            disk.execute(() -> present.complete(records.containsKey(first)));
            return present.thenCompose(there -> {
                if (there) {
                    run.release();
                    return CompletableFuture.completedFuture(null);
                }
                return append(type, run);
            });
        }

        private void keep(ByteBuf run) throws IOException {
            ByteBuffer bytes = run.nioBuffer();
            int offset = 0;
            while (offset < bytes.limit()) {
                RecordHeader header = RecordHeader.read(bytes, offset);
                if (header.computeBodyCrc(bytes, offset) != header.bodyCrc()) {
                    throw new ProtocolException(ErrorCode.BAD_MESSAGE, "record CRC", "");
                }
                byte[] record = new byte[header.totalLength()];
                bytes.get(offset, record);
                Id record0 = RecordHeader.entryId(bytes, offset, 0);
                records.put(record0, record);
                arrivals.computeIfAbsent(record0, key -> new AtomicInteger()).incrementAndGet();
                offset += header.totalLength();
            }
        }

        @Override
        public synchronized CommitAnswer commit(Commit request) {
            commitBegun.complete(null);
            commitHeld.join();
            if (receipt == null) {
                receipt =
                        Receipt.newBuilder()
                                .setBody(ByteString.copyFromUtf8("receipt " + records.size()))
                                .build();
            }
            return CommitAnswer.newBuilder().setReceipt(receipt).build();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
