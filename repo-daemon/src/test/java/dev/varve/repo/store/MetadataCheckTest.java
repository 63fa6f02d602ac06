package dev.varve.repo.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.message.Check;
import dev.varve.protocol.message.CheckLevel;
import dev.varve.protocol.message.CheckResult;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.node.BlockPage;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.index.IndexBatch;
import dev.varve.repo.index.ObjectEntry;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.index.RecordLocation;
import dev.varve.repo.store.segment.AppendedRun;
import dev.varve.repo.store.segment.RecordRun;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import dev.varve.repo.store.segment.SegmentClass;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a check of level metadata finds without reading data. */
class MetadataCheckTest {
    private static final int BLOCKS = 2000;
    private static final int CHUNKS_PER_RUN = 100;
    private static final long SIZE_BYTES = (long) BLOCKS * StoreKit.BLOCK_BYTES;
    private static final int VAULT = 3;

    private final StoreKit kit = new StoreKit(1);
    private VaultStore vault;
    private int sessions;

    MetadataCheckTest() throws IOException {
        vault = kit.open();
    }

    @BeforeEach
    void twoPointsInSealedSegments() throws IOException {
        Map<Long, Id> all = new LinkedHashMap<>();
        for (long block = 0; block < BLOCKS; block++) {
            all.put(block, chunk(block));
        }
        backUp(all);
        backUp(Map.of(7L, chunk(BLOCKS)));
        kit.close();
        vault = kit.open();
        assertThat(check().getFindingsList()).isEmpty();
    }

    @AfterEach
    void close() throws IOException {
        kit.close();
    }

    /** They differ in the bytes that the index keeps. */
    private static Id chunk(long number) {
        return new Id(number + 1, 5, 5, 5);
    }

    private void backUp(Map<Long, Id> blocks) throws IOException {
        PushStore push =
                vault.openSession(
                        StoreKit.CLIENT,
                        StoreKit.session(new Uid(9, ++sessions), StoreKit.block("db", SIZE_BYTES)));
        List<Id> chunks = StoreKit.chunksOf(blocks);
        for (int i = 0; i < chunks.size(); i += CHUNKS_PER_RUN) {
            StoreKit.putChunks(
                    push, chunks.subList(i, Math.min(i + CHUNKS_PER_RUN, chunks.size())));
        }
        StoreKit.putDelta(push, 0, blocks);
        StoreKit.commit(push, StoreKit.size(SIZE_BYTES));
    }

    private CheckResult check() throws IOException {
        return vault.check(
                Check.newBuilder().setLevel(CheckLevel.CHECK_LEVEL_METADATA).build(),
                CheckMonitor.NONE);
    }

    private List<SegmentInfo> sealed(SegmentClass segmentClass) {
        return kit.records().segments().stream()
                .filter(each -> each.sealed() && each.segmentClass() == segmentClass)
                .toList();
    }

    private void assertFound(String what) throws IOException {
        assertThat(check().getFindingsList())
                .anySatisfy(finding -> assertThat(finding.getWhat()).contains(what));
        assertThat(kit.points()).extracting(PointDocument::getState).contains("damaged");
    }

    @Test
    void aRemovedSegment() throws IOException {
        String file = sealed(SegmentClass.DATA).getFirst().file();
        kit.close();
        kit.directory.lose(file);
        vault = kit.open();

        assertFound("missing");
    }

    @Test
    void aTruncatedSegment() throws IOException {
        String file = sealed(SegmentClass.DATA).getFirst().file();
        kit.close();
        byte[] bytes = kit.directory.bytes(file);
        kit.directory.replace(file, Arrays.copyOf(bytes, bytes.length / 2));
        vault = kit.open();

        assertThat(check().getFindingsList()).isNotEmpty();
        assertThat(kit.points()).extracting(PointDocument::getState).contains("damaged");
    }

    @Test
    void twoSegmentsSwapped() throws IOException {
        List<SegmentInfo> data = sealed(SegmentClass.DATA);
        assertThat(data).hasSizeGreaterThan(1);
        String one = data.get(0).file();
        String other = data.get(1).file();
        kit.close();
        byte[] first = kit.directory.bytes(one);
        byte[] second = kit.directory.bytes(other);
        kit.directory.replace(one, second);
        kit.directory.replace(other, first);
        vault = kit.open();

        assertFound("another segment");
    }

    @Test
    void anIndexEntryThatPointsToAnotherRecord() throws IOException {
        Id forged = chunk(9);
        ObjectEntry other = object(ObjectKind.CHUNK, chunk(499));
        ObjectEntry right = object(ObjectKind.CHUNK, forged);
        IndexBatch batch = kit.index().newBatch();
        batch.moveObject(
                ObjectKind.CHUNK, VAULT, forged, place(right), place(other), other.entryNumber());
        kit.index().write(batch);

        CheckResult result = check();

        assertThat(result.getFindingsList())
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.getIds().toByteArray()).isEqualTo(forged.toBytes()));
        assertThat(result.getFindings(0).getImages(0).getBlockOffsetsBytesList())
                .containsExactly(9L * StoreKit.BLOCK_BYTES);
    }

    @Test
    void aForgedNode() throws IOException {
        Id root = PointImages.root(kit.points().get(1).getImages(0));
        Id[] others = new Id[BlockPage.FAN_OUT];
        Arrays.fill(others, chunk(BLOCKS));
        RecordRun forged =
                RecordRun.single(
                        RecordType.NODE, root, 0, new BlockPage(0, List.of(others)).encode());
        RecordLocation place = append(forged);
        ObjectEntry right = object(ObjectKind.NODE, root);
        IndexBatch batch = kit.index().newBatch();
        batch.moveObject(ObjectKind.NODE, VAULT, root, place(right), place, 0);
        kit.index().write(batch);

        assertFound("does not fit its name");
    }

    private RecordLocation append(RecordRun run) throws IOException {
        AppendedRun place = DurableAppends.await(() -> kit.records().append(VAULT, run));
        return new RecordLocation(
                place.segmentId(), place.offsetBytes(), run.header(0).totalLength());
    }

    private ObjectEntry object(ObjectKind kind, Id id) throws IOException {
        return Objects.requireNonNull(kit.index().object(kind, VAULT, id));
    }

    private static RecordLocation place(ObjectEntry entry) {
        return Objects.requireNonNull(entry.location());
    }
}
