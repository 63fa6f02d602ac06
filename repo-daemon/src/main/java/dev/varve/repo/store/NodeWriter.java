package dev.varve.repo.store;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.index.Index;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.store.image.NodeSink;
import dev.varve.repo.store.segment.AppendedRun;
import dev.varve.repo.store.segment.RecordRun;
import dev.varve.repo.store.segment.RecordStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Appends the nodes of a merge in runs, leaving out those that the vault has: a merge that is done
 * again after a crash writes nothing twice. Confined to one thread.
 */
final class NodeWriter implements NodeSink {
    private static final int NODES_PER_RUN = 256;

    private record Pending(Id id, ByteBuffer payload) {}

    private final RecordStore records;
    private final Index index;
    private final int vaultNumber;
    private final List<Pending> pending = new ArrayList<>(NODES_PER_RUN);
    private final List<CompletableFuture<AppendedRun>> appends = new ArrayList<>();
    private long storedBytes;

    NodeWriter(RecordStore records, Index index, int vaultNumber) {
        this.records = records;
        this.index = index;
        this.vaultNumber = vaultNumber;
    }

    @Override
    public void put(Id id, ByteBuffer payload) throws IOException {
        pending.add(new Pending(id, payload));
        if (pending.size() == NODES_PER_RUN) {
            writePending();
        }
    }

    /** Returns when all nodes are durable and can be read; tells how many bytes they took. */
    long finish() throws IOException {
        writePending();
        for (CompletableFuture<AppendedRun> append : appends) {
            DurableAppends.await(() -> append);
        }
        appends.clear();
        return storedBytes;
    }

    private void writePending() throws IOException {
        List<Id> ids = pending.stream().map(Pending::id).toList();
        BitSet present = index.present(ObjectKind.NODE, vaultNumber, ids);
        RecordRun.Builder run = new RecordRun.Builder();
        for (int i = 0; i < pending.size(); i++) {
            if (!present.get(i)) {
                Pending node = pending.get(i);
                run.add(RecordType.NODE, node.id, node.payload.remaining(), node.payload);
            }
        }
        pending.clear();
        if (run.lengthBytes() > 0) {
            storedBytes += run.lengthBytes();
            RecordRun built = run.build();
            appends.removeIf(append -> append.isDone() && !append.isCompletedExceptionally());
            appends.add(start(built));
        }
    }

    private CompletableFuture<AppendedRun> start(RecordRun run) throws IOException {
        try {
            return records.append(vaultNumber, run);
        } catch (InterruptedException e) {
            throw DurableAppends.interrupted(e);
        }
    }
}
