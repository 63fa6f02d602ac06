package dev.varve.repo.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.model.Id;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What every index promises: the real one, and the one in memory that tests use as a model. */
abstract class IndexContract {
    private static final RecordLocation FIRST = new RecordLocation(1, 64, 72);
    private static final RecordLocation SECOND = new RecordLocation(2, 128, 720);
    private static final Id ID = new Id(1, 2, 3, 4);

    abstract Index index() throws IOException;

    private static ObjectEntry object(Index index, Id id) throws IOException {
        return Objects.requireNonNull(index.object(ObjectKind.CHUNK, 1, id));
    }

    @Test
    void theGoodPlaceOfAnObjectInUseStaysUntilItIsDamaged() throws Exception {
        Index index = index();
        IndexBatch batch = index.newBatch();
        batch.putObject(ObjectKind.CHUNK, 1, ID, FIRST, 7);
        batch.addReferences(ObjectKind.CHUNK, 1, ID, 2);
        index.write(batch);
        batch = index.newBatch();
        batch.putObject(ObjectKind.CHUNK, 1, ID, SECOND, 0);
        index.write(batch);
        assertThat(object(index, ID)).isEqualTo(new ObjectEntry(FIRST, 7, 2, false));

        batch = index.newBatch();
        batch.putObject(ObjectKind.CHUNK, 1, ID, SECOND, 3);
        batch.markDamaged(ObjectKind.CHUNK, 1, ID, SECOND);
        index.write(batch);
        assertThat(object(index, ID)).isEqualTo(new ObjectEntry(FIRST, 7, 2, false));

        batch = index.newBatch();
        batch.markDamaged(ObjectKind.CHUNK, 1, ID, FIRST);
        index.write(batch);
        assertThat(object(index, ID).present()).isFalse();

        batch = index.newBatch();
        batch.putObject(ObjectKind.CHUNK, 1, ID, SECOND, 3);
        index.write(batch);
        assertThat(object(index, ID)).isEqualTo(new ObjectEntry(SECOND, 3, 2, false));
    }

    @Test
    void anObjectThatNobodyUsesTakesThePlaceInTheYoungestSegment() throws Exception {
        Index index = index();
        IndexBatch batch = index.newBatch();
        batch.putObject(ObjectKind.CHUNK, 1, ID, FIRST, 7);
        index.write(batch);
        batch = index.newBatch();
        batch.putObject(ObjectKind.CHUNK, 1, ID, SECOND, 3);
        index.write(batch);
        assertThat(object(index, ID)).isEqualTo(new ObjectEntry(SECOND, 3, 0, false));
        batch = index.newBatch();
        batch.putObject(ObjectKind.CHUNK, 1, ID, FIRST, 7);
        index.write(batch);
        assertThat(object(index, ID)).isEqualTo(new ObjectEntry(SECOND, 3, 0, false));
    }

    @Test
    void anObjectMovesOnlyFromWhereItLies() throws Exception {
        Index index = index();
        IndexBatch batch = index.newBatch();
        batch.putObject(ObjectKind.CHUNK, 1, ID, FIRST, 7);
        batch.addReferences(ObjectKind.CHUNK, 1, ID, 1);
        index.write(batch);
        batch = index.newBatch();
        batch.moveObject(ObjectKind.CHUNK, 1, ID, SECOND, FIRST, 1);
        index.write(batch);
        assertThat(object(index, ID)).isEqualTo(new ObjectEntry(FIRST, 7, 1, false));
        batch = index.newBatch();
        batch.moveObject(ObjectKind.CHUNK, 1, ID, FIRST, SECOND, 1);
        batch.removeObject(ObjectKind.CHUNK, 1, ID, SECOND);
        index.write(batch);
        assertThat(object(index, ID)).isEqualTo(new ObjectEntry(SECOND, 1, 1, false));
    }

    @Test
    void onlyAnObjectWithoutReferencesIsRemovedAndOnlyFromWhereItLies() throws Exception {
        Index index = index();
        IndexBatch batch = index.newBatch();
        batch.putObject(ObjectKind.CHUNK, 1, ID, FIRST, 7);
        batch.addReferences(ObjectKind.CHUNK, 1, ID, 1);
        index.write(batch);
        batch = index.newBatch();
        batch.removeObject(ObjectKind.CHUNK, 1, ID, FIRST);
        index.write(batch);
        assertThat(index.object(ObjectKind.CHUNK, 1, ID)).isNotNull();
        batch = index.newBatch();
        batch.addReferences(ObjectKind.CHUNK, 1, ID, -1);
        index.write(batch);
        batch = index.newBatch();
        batch.removeObject(ObjectKind.CHUNK, 1, ID, SECOND);
        index.write(batch);
        assertThat(index.object(ObjectKind.CHUNK, 1, ID)).isNotNull();
        batch = index.newBatch();
        batch.removeObject(ObjectKind.CHUNK, 1, ID, FIRST);
        index.write(batch);
        assertThat(index.object(ObjectKind.CHUNK, 1, ID)).isNull();
    }

    @Test
    void theEntriesInUseOfEachSegmentAreCounted() throws Exception {
        Index index = index();
        IndexBatch batch = index.newBatch();
        batch.putObject(ObjectKind.CHUNK, 1, ID, FIRST, 7);
        batch.putObject(ObjectKind.NODE, 1, ID, FIRST, 0);
        batch.addReferences(ObjectKind.CHUNK, 1, ID, 2);
        index.write(batch);
        assertThat(index.liveEntries(FIRST.segmentId())).isEqualTo(1);
        batch = index.newBatch();
        batch.moveObject(ObjectKind.CHUNK, 1, ID, FIRST, SECOND, 0);
        index.write(batch);
        assertThat(index.liveEntries(FIRST.segmentId())).isZero();
        assertThat(index.liveEntries(SECOND.segmentId())).isEqualTo(1);
        batch = index.newBatch();
        batch.addReferences(ObjectKind.CHUNK, 1, ID, -2);
        index.write(batch);
        assertThat(index.liveEntries(SECOND.segmentId())).isZero();
    }

    @Test
    void aScanBehindAPlaceLeavesThePlaceOut() throws Exception {
        Index index = index();
        IndexBatch batch = index.newBatch();
        for (byte i = 1; i <= 4; i++) {
            batch.put(Family.POINTS, new byte[] {9, i}, new byte[] {i});
        }
        batch.put(Family.POINTS, new byte[] {8, 1}, new byte[] {0});
        index.write(batch);
        List<Byte> seen = new ArrayList<>();
        byte[] prefix = {9};
        index.scanBehind(
                Family.POINTS, prefix, new byte[] {9, 2}, true, (key, value) -> seen.add(key[1]));
        index.scanBehind(
                Family.POINTS, prefix, new byte[] {9, 2}, false, (key, value) -> seen.add(key[1]));
        assertThat(seen).containsExactly((byte) 3, (byte) 4, (byte) 1);
    }

    @Test
    void objectsOfOtherVaultsAndKindsAreOthers() throws Exception {
        Index index = index();
        IndexBatch batch = index.newBatch();
        batch.putObject(ObjectKind.CHUNK, 1, ID, FIRST, 0);
        index.write(batch);
        assertThat(index.object(ObjectKind.CHUNK, 2, ID)).isNull();
        assertThat(index.object(ObjectKind.NODE, 1, ID)).isNull();
        BitSet present =
                index.present(ObjectKind.CHUNK, 1, List.of(new Id(9, 9, 9, 9), ID, Id.ZERO));
        assertThat(present.stream()).containsExactly(1);
        assertThat(index.objects(ObjectKind.CHUNK, 1, List.of())).isEmpty();
    }

    @Test
    void referencesToWhatIsMissingAreKeptForWhenItComesBack() throws Exception {
        Index index = index();
        IndexBatch batch = index.newBatch();
        batch.addReferences(ObjectKind.CHUNK, 1, ID, 3);
        batch.addReferences(ObjectKind.CHUNK, 1, ID, -1);
        index.write(batch);
        assertThat(object(index, ID)).isEqualTo(new ObjectEntry(null, 0, 2, false));
        batch = index.newBatch();
        batch.putObject(ObjectKind.CHUNK, 1, ID, FIRST, 0);
        batch.addReferences(ObjectKind.CHUNK, 1, ID, -5);
        index.write(batch);
        assertThat(object(index, ID)).isEqualTo(new ObjectEntry(FIRST, 0, 0, false));
    }

    @Test
    void countsAddedByManyThreadsAreAllThere() throws Exception {
        Index index = index();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(
                    CompletableFuture.runAsync(() -> {
                        for (int j = 0; j < 100; j++) {
                            IndexBatch batch = index.newBatch();
                            batch.addReferences(ObjectKind.CHUNK, 1, ID, 1);
                            try {
                                index.write(batch);
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        }
                    }));
        }
        CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).get();
        assertThat(object(index, ID).references()).isEqualTo(400);
    }

    @Test
    void aBatchSeesItsOwnPairsAndOthersSeeThemWhenWritten() throws Exception {
        Index index = index();
        byte[] key = {1};
        IndexBatch batch = index.newBatch();
        batch.put(Family.POINTS, key, new byte[] {5});
        assertThat(batch.get(Family.POINTS, new byte[] {1})).containsExactly(5);
        assertThat(batch.get(Family.IMAGES, key)).isNull();
        assertThat(index.get(Family.POINTS, key)).isNull();
        index.write(batch);
        IndexBatch next = index.newBatch();
        assertThat(next.get(Family.POINTS, key)).containsExactly(5);
        next.delete(Family.POINTS, key);
        assertThat(next.get(Family.POINTS, key)).isNull();
        index.write(next);
        assertThat(index.get(Family.POINTS, key)).isNull();
    }

    @Test
    void scansVisitThePrefixInBothDirectionsAndEndWhenTold() throws Exception {
        Index index = index();
        IndexBatch batch = index.newBatch();
        for (int first : new int[] {0, 1, 0xFF}) {
            for (int second : new int[] {0, 7, 0xFF}) {
                byte[] key = {(byte) first, (byte) second};
                batch.put(Family.CHAINS, key, new byte[] {(byte) second});
            }
        }
        index.write(batch);
        for (int first : new int[] {0, 1, 0xFF}) {
            byte[] prefix = {(byte) first};
            assertThat(scan(index, prefix, true)).containsExactly(0, 7, 0xFF);
            assertThat(scan(index, prefix, false)).containsExactly(0xFF, 7, 0);
        }
        assertThat(scan(index, new byte[] {2}, true)).isEmpty();
        assertThat(scan(index, new byte[] {2}, false)).isEmpty();
        assertThat(scan(index, new byte[0], true)).hasSize(9);
        assertThat(scan(index, new byte[0], false)).hasSize(9);
        List<Integer> first = new ArrayList<>();
        index.scan(
                Family.CHAINS,
                new byte[0],
                (key, value) -> {
                    first.add(Byte.toUnsignedInt(value[0]));
                    return false;
                });
        assertThat(first).containsExactly(0);
    }

    private static List<Integer> scan(Index index, byte[] prefix, boolean forward)
            throws IOException {
        List<Integer> values = new ArrayList<>();
        Index.PairVisitor visitor = (key, value) -> values.add(Byte.toUnsignedInt(value[0]));
        if (forward) {
            index.scan(Family.CHAINS, prefix, visitor);
        } else {
            index.scanBackward(Family.CHAINS, prefix, visitor);
        }
        return values;
    }

    @Test
    void objectsOfOneVaultAreScannedWithTheirIdPrefix() throws Exception {
        Index index = index();
        IndexBatch batch = index.newBatch();
        batch.putObject(ObjectKind.NODE, 1, ID, FIRST, 0);
        batch.putObject(ObjectKind.NODE, 2, ID, SECOND, 0);
        batch.putSegment(new SegmentState(5, 1, 2, 100, 100, 0));
        index.write(batch);
        List<String> seen = new ArrayList<>();
        Index.ObjectVisitor visitor =
                (vault, prefix, entry) ->
                        seen.add(vault + " " + prefix.length + " " + entry.location());
        index.scanObjects(ObjectKind.NODE, 2, visitor);
        assertThat(seen).containsExactly("2 20 " + SECOND);
        index.scanObjects(ObjectKind.NODE, -1, visitor);
        assertThat(seen).hasSize(3);
        assertThat(index.segments()).containsExactly(new SegmentState(5, 1, 2, 100, 100, 0));
    }
}
