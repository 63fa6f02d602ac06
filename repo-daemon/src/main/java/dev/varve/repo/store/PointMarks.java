package dev.varve.repo.store;

import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.index.Family;
import dev.varve.repo.index.IndexBatch;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What checks remember of points: which are damaged, which no check has looked at. */
final class PointMarks {
    private final VaultContext vault;

    PointMarks(VaultContext vault) {
        this.vault = vault;
    }

    boolean isDamaged(Uid point) throws IOException {
        return has(StoreKeys.DAMAGED, point);
    }

    /** The metadata of the point was looked at, and nothing was wrong. */
    boolean isGood(Uid point) throws IOException {
        return !has(StoreKeys.DAMAGED, point) && !has(StoreKeys.UNVERIFIED, point);
    }

    Set<Uid> damaged() throws IOException {
        return all(StoreKeys.DAMAGED);
    }

    /** No check of level metadata, or deeper, has looked at these since they were committed. */
    Set<Uid> unverified() throws IOException {
        return all(StoreKeys.UNVERIFIED);
    }

    /** Points, and ends of points, that are not counted to their end. */
    long uncounted() throws IOException {
        return (long) all(StoreKeys.COUNTING).size() + all(StoreKeys.EXPIRING).size();
    }

    /** Remembers what a check came to. */
    void remember(List<PointDocument> checked, Predicate<Uid> damaged) throws IOException {
        IndexBatch batch = vault.index().newBatch();
        for (PointDocument point : checked) {
            Uid id = Uid.of(point.getPointId().toByteArray());
            byte[] key = StoreKeys.cursor(vault.vaultNumber(), StoreKeys.DAMAGED, id);
            if (damaged.test(id)) {
                batch.put(Family.CURSORS, key, new byte[0]);
            } else {
                batch.delete(Family.CURSORS, key);
            }
            batch.delete(
                    Family.CURSORS,
                    StoreKeys.cursor(vault.vaultNumber(), StoreKeys.UNVERIFIED, id));
        }
        vault.index().write(batch);
    }

    private boolean has(byte kind, Uid point) throws IOException {
        return vault.index().get(Family.CURSORS, StoreKeys.cursor(vault.vaultNumber(), kind, point))
                != null;
    }

    private Set<Uid> all(byte kind) throws IOException {
        Set<Uid> points = new TreeSet<>();
        vault.index()
                .scan(
                        Family.CURSORS,
                        StoreKeys.cursors(vault.vaultNumber(), kind),
                        (key, value) -> {
                            points.add(StoreKeys.lastUid(key));
                            return true;
                        });
        return points;
    }
}
