package dev.varve.repo.store.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.store.segment.RecordStore.CheckDepth;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flipped bits, cut, lost and foreign files. */
class DamageTest {
    private static final int SEGMENT_BYTES = 3 << 10;

    /** A closed repository of a few sealed segments. */
    private static CrashOracle repository(long seed) throws Exception {
        CrashOracle oracle = new CrashOracle(seed, SEGMENT_BYTES);
        try (SegmentStore store = oracle.open()) {
            oracle.start(store);
            oracle.work(store, 12);
        }
        return oracle;
    }

    private static List<SegmentFinding> checkAll(SegmentStore store, CheckDepth depth)
            throws Exception {
        List<SegmentFinding> findings = new ArrayList<>();
        for (SegmentInfo segment : store.segments()) {
            findings.addAll(store.check(segment.segmentId(), depth).findings());
        }
        return findings;
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void aFlippedBitAnywhereIsFoundAndNamesExactlyTheChunksItHurts(long seed) throws Exception {
        CrashOracle oracle = repository(seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (String file : oracle.directory.files()) {
            byte[] whole = oracle.directory.bytes(file);
            for (int at = 0; at < whole.length; at += 1 + random.nextInt(5)) {
                byte[] broken = whole.clone();
                broken[at] ^= (byte) (1 << random.nextInt(8));
                oracle.directory.replace(file, broken);
                try (SegmentStore store = oracle.open()) {
                    oracle.start(store);
                    assertFound(oracle, store, file, "seed " + seed + ", " + file + " at " + at);
                }
                oracle.directory.replace(file, whole);
            }
        }
    }

    private static void assertFound(
            CrashOracle oracle, SegmentStore store, String file, String what) throws Exception {
        List<SegmentFinding> findings = checkAll(store, CheckDepth.DATA);
        assertThat(findings).as(what).isNotEmpty();
        Set<Id> named = new HashSet<>();
        for (SegmentFinding finding : findings) {
            assertThat(finding.file()).as(what).isEqualTo(file);
            named.addAll(finding.ids());
        }
        for (Id id : oracle.acknowledged()) {
            assertThat(oracle.readsBack(store, id)).as(what).isNotEqualTo(named.contains(id));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {3, 4})
    void anIndexIsMadeAgainFromBrokenSegmentsWithAllThatIsWhole(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 60; round++) {
            CrashOracle oracle = repository(seed * 100 + round);
            List<String> files = oracle.directory.files();
            String file = files.get(random.nextInt(files.size()));
            byte[] bytes = oracle.directory.bytes(file);
            int from = random.nextInt(bytes.length);
            int to = from + 1 + random.nextInt(Math.min(200, bytes.length - from));
            Arrays.fill(bytes, from, to, (byte) random.nextInt());
            if (random.nextInt(4) == 0) {
                bytes = Arrays.copyOf(bytes, to);
            }
            oracle.directory.replace(file, bytes);
            oracle.index.wipe();
            try (SegmentStore store = oracle.open()) {
                oracle.start(store);
                int lost = 0;
                for (Id id : oracle.acknowledged()) {
                    lost += oracle.readsBack(store, id) ? 0 : 1;
                }
                boolean oneSegment = lost <= SEGMENT_BYTES / 80;
                assertThat(oneSegment).as("seed %d, round %d lost %d", seed, round, lost).isTrue();
                assertThat(oracle.step(store)).isTrue();
            }
        }
    }

    @Test
    void aMissingFileIsNamedByRecoveryAndReadsAsDamaged() throws Exception {
        CrashOracle oracle = repository(5);
        String file = "segments/data/0000000000000001.seg";
        oracle.directory.lose(file);
        try (SegmentStore store = oracle.open()) {
            List<SegmentFinding> findings = oracle.start(store).findings();
            assertThat(findings).singleElement().extracting(SegmentFinding::file).isEqualTo(file);
            assertThat(oracle.readsBack(store, oracle.acknowledged().getFirst())).isFalse();
            assertThat(oracle.readsBack(store, oracle.acknowledged().getLast())).isTrue();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {6, 7})
    void aTruncatedSealedFileIsFoundAtEveryLength(long seed) throws Exception {
        for (int cut = 1; cut < 3000; cut += 37) {
            CrashOracle oracle = repository(seed);
            String file = "segments/data/0000000000000001.seg";
            byte[] whole = oracle.directory.bytes(file);
            oracle.directory.replace(file, Arrays.copyOf(whole, Math.max(0, whole.length - cut)));
            try (SegmentStore store = oracle.open()) {
                List<SegmentFinding> findings = new ArrayList<>(oracle.start(store).findings());
                findings.addAll(checkAll(store, CheckDepth.DATA));
                boolean lost = false;
                for (Id id : oracle.acknowledged()) {
                    lost |= !oracle.readsBack(store, id);
                }
                // Only the footer was cut off: it was made again.
                assertThat(findings.isEmpty()).as("seed %d, cut %d", seed, cut).isEqualTo(!lost);
            }
        }
    }

    @Test
    void aForeignSegmentIsRefusedWithItsFileAndOffset() throws Exception {
        CrashOracle oracle = repository(8);
        SegmentHeader foreign = new SegmentHeader(SegmentClass.DATA, 0, 99, new Uid(9, 9), 1);
        byte[] bytes = new byte[100];
        foreign.encode().get(0, bytes, 0, SegmentHeader.LENGTH);
        oracle.directory.replace("segments/data/0000000000000063.seg", bytes);
        assertThatThrownBy(oracle::open)
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.WRONG_REPOSITORY))
                .hasMessageContaining("segments/data/0000000000000063.seg at offset 16");
    }

    @Test
    void aFileOfAnotherKindIsReportedAndTheRestWorks() throws Exception {
        CrashOracle oracle = repository(9);
        byte[] text =
                "no segment at all ".repeat(20).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        oracle.directory.replace("segments/data/0000000000000063.seg", text);
        try (SegmentStore store = oracle.open()) {
            assertThat(oracle.start(store).findings())
                    .singleElement()
                    .extracting(SegmentFinding::message)
                    .asString()
                    .contains("0000000000000063.seg at offset 0", "magic");
            oracle.verify(store);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {10, 11, 12})
    void aRunTornAtAnyByteLosesNothingBeforeIt(long seed) throws Exception {
        int tailBytes = 0;
        for (int cut = 0; cut <= tailBytes; cut++) {
            CrashOracle oracle = new CrashOracle(seed, 1 << 20);
            String file = "segments/data/0000000000000001.seg";
            SegmentStore store = oracle.open();
            oracle.start(store);
            oracle.work(store, 3);
            byte[] safe = oracle.directory.bytes(file);
            oracle.index.flush();
            int known = oracle.acknowledged().size();
            oracle.work(store, 1);
            byte[] all = oracle.directory.bytes(file);
            tailBytes = all.length - safe.length;
            List<Id> before = List.copyOf(oracle.acknowledged().subList(0, known));
            oracle.directory.kill();
            oracle.index.crash();
            CrashOracle.closeQuietly(store);
            oracle.directory.replace(file, Arrays.copyOf(all, safe.length + cut));
            try (SegmentStore again = oracle.open()) {
                assertThat(oracle.start(again).findings()).as("cut %d", cut).isEmpty();
                for (Id id : before) {
                    assertThat(oracle.readsBack(again, id)).as("cut %d", cut).isTrue();
                }
                assertThat(checkAll(again, CheckDepth.DATA)).as("cut %d", cut).isEmpty();
            }
        }
        assertThat(tailBytes).isPositive();
    }
}
