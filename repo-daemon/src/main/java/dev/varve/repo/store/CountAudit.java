package dev.varve.repo.store;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.CheckProgress;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.PointImage;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.index.Family;
import dev.varve.repo.index.IndexBatch;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.store.image.DiffVisitor;
import dev.varve.repo.store.image.ImageDiff;
import dev.varve.repo.store.image.NodeSource;
import dev.varve.repo.store.image.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts the references of one vault again, from the roots of its living points, and compares.
 * Beside running pushes: counts and points are taken together under the commits' lock, then walked
 * without it. In passes, each over the objects of a share of all ids, so that memory is bounded.
 * Nothing may be compacted meanwhile; the caller sees to that. Confined to one thread.
 */
final class CountAudit {
    private static final int PREFIX_LENGTH = 20;

    private final VaultContext vault;
    private final PointList points;
    private final ReentrantLock commits;
    private final int idsPerPass;
    private final CheckMonitor monitor;
    private final List<CountDifference> differences = new ArrayList<>();
    private long objects;
    private long different;

    CountAudit(
            VaultContext vault,
            PointList points,
            ReentrantLock commits,
            int idsPerPass,
            CheckMonitor monitor) {
        this.vault = vault;
        this.points = points;
        this.commits = commits;
        this.idsPerPass = idsPerPass;
        this.monitor = monitor;
    }

    private record Key(ObjectKind kind, ByteBuffer prefix) {
        byte[] bytes() {
            byte[] bytes = new byte[prefix.remaining()];
            prefix.duplicate().get(bytes);
            return bytes;
        }
    }

    CountAuditResult run(boolean repair) throws IOException {
        int passes = passes();
        int walked = 0;
        List<Uid> uncounted = repair ? cursors(StoreKeys.COUNTING) : List.of();
        for (int pass = 0; pass < passes; pass++) {
            Snapshot snapshot = snapshot(pass, passes, repair);
            walked = snapshot.living.size();
            subtract(snapshot, pass, passes);
            snapshot.counts.values().removeIf(difference -> difference == 0);
            tell(snapshot.counts);
            if (repair) {
                // What ended first of all, what began last of all: a crash between the passes
                // leaves counts too high, never too low.
                repair(
                        snapshot.counts,
                        pass == 0 ? snapshot.ending : List.of(),
                        pass == passes - 1 ? uncounted : List.of());
            }
            monitor.progress(
                    CheckProgress.newBuilder()
                            .setDoneBytes(pass + 1)
                            .setTotalBytes(passes)
                            .build());
        }
        return new CountAuditResult(
                walked, objects, differences, different - differences.size(), repair);
    }

    private int passes() throws IOException {
        long[] count = new long[1];
        for (ObjectKind kind : ObjectKind.values()) {
            vault.index()
                    .scanObjects(
                            kind,
                            vault.vaultNumber(),
                            (number, prefix, entry) -> {
                                count[0]++;
                                return true;
                            });
        }
        objects = count[0];
        return (int) (1 + count[0] / idsPerPass);
    }

    /**
     * @param counts what the index has counted; what is walked is taken away
     * @param ending ended points whose counting stopped at damage
     */
    private record Snapshot(Map<Key, Long> counts, List<PointDocument> living, List<Uid> ending) {}

    private Snapshot snapshot(int pass, int passes, boolean repair) throws IOException {
        Map<Key, Long> counts = new HashMap<>();
        List<PointDocument> living = new ArrayList<>();
        List<Uid> ending;
        commits.lock();
        try {
            if (!repair) {
                requireCounted();
            }
            ending = cursors(StoreKeys.EXPIRING);
            for (ObjectKind kind : ObjectKind.values()) {
                vault.index()
                        .scanObjects(
                                kind,
                                vault.vaultNumber(),
                                (number, prefix, entry) -> {
                                    ByteBuffer key = ByteBuffer.wrap(prefix);
                                    if (passOf(key, passes) == pass && entry.references() > 0) {
                                        counts.put(new Key(kind, key), entry.references());
                                    }
                                    return true;
                                });
            }
            points.forEach(false, living::add);
        } finally {
            commits.unlock();
        }
        return new Snapshot(counts, living, ending);
    }

    /** What is still being counted after damage is no error of counting, but a repair ends it. */
    private void requireCounted() throws IOException {
        List<Uid> pending = cursors(StoreKeys.COUNTING);
        if (!pending.isEmpty()) {
            throw new ProtocolException(
                    ErrorCode.DAMAGED,
                    "point " + pending.getFirst() + " is not counted: a node of it is damaged",
                    "Check the vault, let the next push heal it, or delete what is damaged; then"
                            + " audit with repair.");
        }
    }

    private List<Uid> cursors(byte kind) throws IOException {
        List<Uid> points = new ArrayList<>();
        vault.index()
                .scan(
                        Family.CURSORS,
                        StoreKeys.cursors(vault.vaultNumber(), kind),
                        (key, value) -> points.add(StoreKeys.lastUid(key)));
        return points;
    }

    private static int passOf(ByteBuffer prefix, int passes) {
        return Integer.remainderUnsigned(prefix.getInt(0), passes);
    }

    private void subtract(Snapshot snapshot, int pass, int passes) throws IOException {
        Map<String, Id> chains = new HashMap<>();
        ImageDiff diff = new ImageDiff(new StoredNodes(vault.records(), vault.vaultNumber()));
        for (PointDocument point : snapshot.living) {
            for (PointImage image : point.getImagesList()) {
                if (monitor.cancelled()) {
                    throw new ProtocolException(
                            ErrorCode.CANCELLED, "the audit of the counts was cancelled", "");
                }
                Id before = chains.getOrDefault(image.getChain(), Id.ZERO);
                Id root = PointImages.root(image);
                diff.run(image.getKind(), before, root, new Subtraction(snapshot, pass, passes));
                chains.put(image.getChain(), root);
            }
        }
    }

    private record Subtraction(Snapshot snapshot, int pass, int passes) implements DiffVisitor {
        @Override
        public void added(Position position, ObjectKind kind, Id id) {
            ByteBuffer prefix = ByteBuffer.wrap(Arrays.copyOf(id.toBytes(), PREFIX_LENGTH));
            if (passOf(prefix, passes) == pass) {
                snapshot.counts.merge(new Key(kind, prefix), -1L, Long::sum);
            }
        }

        @Override
        public void removed(Position position, ObjectKind kind, Id id) {}

        @Override
        public void unreadable(Position position, Id id, NodeSource.Answer answer)
                throws IOException {
            throw new UncountableException(id, answer);
        }
    }

    private void tell(Map<Key, Long> counts) throws IOException {
        different += counts.size();
        for (Map.Entry<Key, Long> each : counts.entrySet()) {
            if (differences.size() < vault.parts().limits().findings()) {
                Key key = each.getKey();
                differences.add(
                        new CountDifference(
                                key.kind, HexFormat.of().formatHex(key.bytes()), each.getValue()));
            }
        }
    }

    /**
     * By differences, which stay right whatever was counted meanwhile. What points and their ends
     * still owe is settled by that: counted later, when the damage has healed, it would be taken
     * away twice.
     */
    private void repair(Map<Key, Long> counts, List<Uid> ending, List<Uid> uncounted)
            throws IOException {
        IndexBatch batch = vault.index().newBatch();
        for (Uid point : uncounted) {
            batch.delete(
                    Family.CURSORS,
                    StoreKeys.cursor(vault.vaultNumber(), StoreKeys.COUNTING, point));
        }
        for (Uid point : ending) {
            batch.delete(
                    Family.CURSORS,
                    StoreKeys.cursor(vault.vaultNumber(), StoreKeys.EXPIRING, point));
            batch.put(
                    Family.CURSORS,
                    StoreKeys.cursor(vault.vaultNumber(), StoreKeys.GONE, point),
                    new byte[0]);
        }
        for (Map.Entry<Key, Long> each : counts.entrySet()) {
            Id id = Id.at(Arrays.copyOf(each.getKey().bytes(), Id.LENGTH), 0);
            batch.addReferences(each.getKey().kind, vault.vaultNumber(), id, -each.getValue());
        }
        vault.index().write(batch);
    }
}
