package dev.varve.ingest.fake;

import com.google.protobuf.ByteString;
import dev.varve.protocol.client.PushSession;
import dev.varve.protocol.client.RecordSink;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Check;
import dev.varve.protocol.message.CheckProgress;
import dev.varve.protocol.message.CheckResult;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.OpenSession;
import dev.varve.protocol.message.Points;
import dev.varve.protocol.message.ReadEnd;
import dev.varve.protocol.message.Statistics;
import dev.varve.protocol.message.UpdateKeys;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.message.Welcome;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A client of the fake repository. One thread plays network and disk. */
final class FakeClient implements RepositoryClient {
    final FakeRepository repository;
    final ExecutorService disk =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
    private final AtomicLong runsLeft;

    FakeClient(FakeRepository repository, long runs) {
        this.repository = repository;
        runsLeft = new AtomicLong(runs);
    }

    /** Counts a run; false once the connection is lost: what comes now never reaches the disk. */
    boolean takeRun() {
        return runsLeft.getAndDecrement() > 0;
    }

    void requireAlive() throws ProtocolException {
        if (runsLeft.get() <= 0) {
            throw lost();
        }
    }

    static ProtocolException lost() {
        return new ProtocolException(ErrorCode.UNAVAILABLE, "the connection is lost", "try again");
    }

    @Override
    public Welcome welcome() {
        return repository.welcome();
    }

    @Override
    public PushSession openSession(OpenSession request) throws ProtocolException {
        requireAlive();
        FakeSessionState state = repository.open(request);
        return new FakeSession(this, state);
    }

    @Override
    public CompletableFuture<ReadEnd> getNodes(List<Id> ids, RecordSink sink) {
        return read(ids, repository.nodeRecords, sink);
    }

    @Override
    public CompletableFuture<ReadEnd> readChunks(List<Id> ids, RecordSink sink) {
        return read(ids, repository.chunkRecords, sink);
    }

    private CompletableFuture<ReadEnd> read(
            List<Id> ids, Map<Id, byte[]> records, RecordSink sink) {
        if (ids.size() > welcome().getLimits().getIdsPerRequest()) {
            throw new IllegalArgumentException(ids.size() + " ids at once");
        }
        return CompletableFuture.supplyAsync(() -> send(ids, records, sink), disk);
    }

    private ReadEnd send(List<Id> ids, Map<Id, byte[]> records, RecordSink sink) {
        Set<byte[]> sent = Collections.newSetFromMap(new IdentityHashMap<>());
        ByteString.Output absent = ByteString.newOutput();
        ByteString.Output damaged = ByteString.newOutput();
        for (Id id : ids) {
            byte[] record;
            synchronized (repository) {
                record = records.get(id);
            }
            if (record == null) {
                absent.write(id.toBytes(), 0, Id.LENGTH);
            } else if (sent.add(record) && !send(record, sink)) {
                damaged.write(id.toBytes(), 0, Id.LENGTH);
            }
        }
        return ReadEnd.newBuilder()
                .setAbsent(absent.toByteString())
                .setDamaged(damaged.toByteString())
                .build();
    }

    private static boolean send(byte[] record, RecordSink sink) {
        ByteBuf bytes = Unpooled.directBuffer(record.length).writeBytes(record);
        try {
            ByteBuffer view = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
            RecordHeader header = RecordHeader.read(view, 0);
            if (header.computeBodyCrc(view, 0) != header.bodyCrc()) {
                return false;
            }
            sink.accept(header, bytes);
            return true;
        } catch (ProtocolException e) {
            throw new CompletionException(e);
        } finally {
            bytes.release();
        }
    }

    @Override
    public Points listPoints(ListPoints request) {
        synchronized (repository) {
            return Points.newBuilder().addAllPoints(repository.points).build();
        }
    }

    @Override
    public VaultDocument updateKeys(UpdateKeys request) throws ProtocolException {
        VaultDocument.Builder changed =
                repository.vault().toBuilder()
                        .clearKeySlots()
                        .addAllKeySlots(request.getKeySlotsList());
        if (!request.getDataKeyCheck().isEmpty()) {
            changed.setDataKeyCheck(request.getDataKeyCheck());
        }
        return repository.replaceVault(request.getExpectedRevision(), changed);
    }

    @Override
    public CheckResult check(Check request, Consumer<CheckProgress> progress) {
        throw new UnsupportedOperationException("this fake does not check");
    }

    @Override
    public Statistics statistics() {
        return Statistics.newBuilder().setChunks(repository.chunkCount()).build();
    }

    @Override
    public void close() {
        disk.shutdownNow();
    }
}
