package dev.varve.repo.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Check;
import dev.varve.protocol.message.CheckLevel;
import dev.varve.protocol.message.CheckProgress;
import dev.varve.protocol.message.CheckResult;
import dev.varve.protocol.message.Finding;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.node.Node;
import dev.varve.protocol.node.TreePage;
import dev.varve.repo.index.ObjectEntry;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.index.RecordLocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VaultCheckTest {
    private static final long SIZE_BYTES = 300L * StoreKit.BLOCK_BYTES;
    private static final Id A = new Id(1, 1, 1, 1);
    private static final Id B = new Id(2, 2, 2, 2);
    private static final Id C = new Id(3, 3, 3, 3);

    private final StoreKit kit = new StoreKit(1);
    private VaultStore vault = open();
    private int sessions;

    private VaultStore open() {
        try {
            return kit.open();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void threeVolumesAndOneTree() throws IOException {
        backUp("db", Map.of(0L, A, 299L, B));
        backUp("db", Map.of(0L, B));
        backUp("db", Map.of(7L, A));
        backUpTree();
    }

    @AfterEach
    void close() throws IOException {
        kit.close();
    }

    private void backUp(String chain, Map<Long, Id> changes) throws IOException {
        PushStore push =
                vault.openSession(
                        StoreKit.CLIENT,
                        StoreKit.session(
                                new Uid(9, ++sessions), StoreKit.block(chain, SIZE_BYTES)));
        for (Id chunk : StoreKit.chunksOf(changes)) {
            if (push.have(List.of(chunk), false).isEmpty()) {
                StoreKit.putChunks(push, List.of(chunk));
            }
        }
        StoreKit.putDelta(push, 0, changes);
        StoreKit.commit(push, StoreKit.size(SIZE_BYTES));
    }

    private void backUpTree() throws IOException {
        Map<Id, ByteBuffer> nodes = new LinkedHashMap<>();
        TreePage directory =
                new TreePage(
                        false,
                        List.of(
                                new TreePage.Entry(0x11, TreePage.Refers.CHUNKS, List.of(A)),
                                new TreePage.Entry(0x22, TreePage.Refers.CHUNKS, List.of(C))),
                        new byte[0]);
        Id inner = put(nodes, directory);
        Id outer = put(nodes, page(0x33, inner));
        Id root = put(nodes, page(0, outer));
        PushStore push =
                vault.openSession(
                        StoreKit.CLIENT,
                        StoreKit.session(new Uid(9, ++sessions), StoreKit.tree("files")));
        StoreKit.putChunks(push, List.of(C));
        StoreKit.putNodes(push, nodes);
        StoreKit.commit(push, StoreKit.root(root));
    }

    private static TreePage page(long key, Id directory) {
        return new TreePage(
                false,
                List.of(new TreePage.Entry(key, TreePage.Refers.DIRECTORY, List.of(directory))),
                new byte[0]);
    }

    private static Id put(Map<Id, ByteBuffer> nodes, TreePage page) {
        ByteBuffer payload = page.encode();
        Id id = Node.idOf(payload);
        nodes.put(id, payload);
        return id;
    }

    private CheckResult check(CheckLevel level) throws IOException {
        return vault.check(Check.newBuilder().setLevel(level).build(), CheckMonitor.NONE);
    }

    /** Flips a bit in the payload of the record that holds an object, and starts again. */
    private String damage(ObjectKind kind, Id id) throws IOException {
        ObjectEntry entry = Objects.requireNonNull(kit.index().object(kind, 3, id));
        RecordLocation location = Objects.requireNonNull(entry.location());
        String file =
                kit.records().segments().stream()
                        .filter(segment -> segment.segmentId() == location.segmentId())
                        .findFirst()
                        .orElseThrow()
                        .file();
        kit.close();
        byte[] bytes = kit.directory.bytes(file);
        bytes[(int) location.offsetBytes() + 32 + 36 + 3] ^= 1;
        kit.directory.replace(file, bytes);
        vault = kit.open();
        return file;
    }

    @Test
    void aWholeVaultIsFoundWholeAtEveryLevel() throws IOException {
        for (CheckLevel level :
                List.of(
                        CheckLevel.CHECK_LEVEL_QUICK,
                        CheckLevel.CHECK_LEVEL_METADATA,
                        CheckLevel.CHECK_LEVEL_DATA)) {
            CheckResult result = check(level);

            assertThat(result.getFindingsList()).as("%s", level).isEmpty();
            assertThat(result.getPoints()).isEqualTo(4);
        }
        assertThat(check(CheckLevel.CHECK_LEVEL_METADATA).getChunkReferences()).isEqualTo(6);
    }

    @Test
    void aDamagedChunkIsNamedWithEveryPointAndPlace() throws IOException {
        String file = damage(ObjectKind.CHUNK, A);

        CheckResult result = check(CheckLevel.CHECK_LEVEL_DATA);

        assertThat(result.getFindingsList()).hasSize(1);
        Finding finding = result.getFindings(0);
        assertThat(finding.getSegment()).isEqualTo(file);
        assertThat(finding.getIds().toByteArray()).isEqualTo(A.toBytes());
        List<PointDocument> points = kit.points();
        assertThat(finding.getImagesList())
                .extracting(image -> image.getPointId())
                .containsExactly(
                        points.get(0).getPointId(),
                        points.get(2).getPointId(),
                        points.get(3).getPointId());
        assertThat(finding.getImages(0).getBlockOffsetsBytesList()).containsExactly(0L);
        assertThat(finding.getImages(1).getBlockOffsetsBytesList())
                .containsExactly(7L * StoreKit.BLOCK_BYTES);
        assertThat(HexFormat.of().formatHex(finding.getImages(2).getEntryKeyPaths(0).toByteArray()))
                .isEqualTo("00000000000000330000000000000011");
        assertThat(points)
                .extracting(PointDocument::getState)
                .containsExactly("damaged", "good", "damaged", "damaged");
    }

    @Test
    void aDamagedChunkIsSentAgainAndThePointsBecomeWhole() throws IOException {
        damage(ObjectKind.CHUNK, A);
        check(CheckLevel.CHECK_LEVEL_DATA);
        PushStore push =
                vault.openSession(
                        StoreKit.CLIENT,
                        StoreKit.session(new Uid(9, 99), StoreKit.block("db", SIZE_BYTES)));
        assertThat(push.have(List.of(A), false).isEmpty()).isTrue();

        StoreKit.putChunks(push, List.of(A));

        assertThat(check(CheckLevel.CHECK_LEVEL_METADATA).getFindingsList()).isEmpty();
        assertThat(kit.points()).extracting(PointDocument::getState).containsOnly("good");
    }

    @Test
    void aDamagedNodeIsNamedWithAllThatIsBelowIt() throws IOException {
        Id root = PointImages.root(kit.points().get(1).getImages(0));
        damage(ObjectKind.NODE, root);

        CheckResult result = check(CheckLevel.CHECK_LEVEL_METADATA);

        assertThat(result.getFindingsList()).hasSize(1);
        Finding finding = result.getFindings(0);
        assertThat(finding.getImagesList()).hasSize(1);
        assertThat(finding.getImages(0).getPointId()).isEqualTo(kit.points().get(1).getPointId());
        assertThat(finding.getImages(0).getBlockOffsetsBytesCount()).isEqualTo(100);
        assertThat(finding.getImages(0).getPlacesLeftOut()).isEqualTo(200);
    }

    @Test
    void aMissingSegmentIsFoundWithoutReadingData() throws IOException {
        ObjectEntry entry = Objects.requireNonNull(kit.index().object(ObjectKind.CHUNK, 3, C));
        long segmentId = Objects.requireNonNull(entry.location()).segmentId();
        String file =
                kit.records().segments().stream()
                        .filter(segment -> segment.segmentId() == segmentId)
                        .findFirst()
                        .orElseThrow()
                        .file();
        kit.close();
        kit.directory.lose(file);
        vault = kit.open();

        CheckResult result = check(CheckLevel.CHECK_LEVEL_METADATA);

        assertThat(result.getFindingsList()).isNotEmpty();
        assertThat(kit.points()).extracting(PointDocument::getState).contains("damaged");
    }

    @Test
    void onePointIsCheckedAlone() throws IOException {
        CheckResult result =
                vault.check(
                        Check.newBuilder()
                                .setLevel(CheckLevel.CHECK_LEVEL_METADATA)
                                .setPointId(kit.points().get(2).getPointId())
                                .build(),
                        CheckMonitor.NONE);

        assertThat(result.getPoints()).isEqualTo(1);
        assertThat(result.getChunkReferences()).isEqualTo(3);
    }

    @Test
    void aCheckIsCancelled() {
        CheckMonitor ending =
                new CheckMonitor() {
                    @Override
                    public void progress(CheckProgress progress) {}

                    @Override
                    public boolean cancelled() {
                        return true;
                    }
                };

        assertThatThrownBy(() ->
                        vault.check(
                                Check.newBuilder()
                                        .setLevel(CheckLevel.CHECK_LEVEL_METADATA)
                                        .build(),
                                ending))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
    }
}
