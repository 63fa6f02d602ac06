package dev.varve.repo.store.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.repo.store.segment.RecordStore.CheckDepth;
import dev.varve.repo.store.segment.RecordStore.SegmentInfo;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Power cuts, kills, full disks and failing syncs, against a model in memory. */
class CrashTest {
    private static final int SMALL_SEGMENT_BYTES = 4 << 10;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void acknowledgedRecordsSurviveAPowerCutAtEveryChangeOfTheDisk(long seed) throws Exception {
        long changes = changesOfAQuietLife(seed);
        for (long at = 0; at <= changes; at++) {
            CrashOracle oracle = new CrashOracle(seed, SMALL_SEGMENT_BYTES);
            oracle.directory.crashAfter(at);
            live(oracle, 12);
            oracle.directory.crash();
            oracle.index.crash();
            reopenAndVerify(oracle, "seed " + seed + ", cut after change " + at);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void aSecondCutDuringRecoveryLosesNothing(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 40; round++) {
            CrashOracle oracle = new CrashOracle(seed * 1000 + round, SMALL_SEGMENT_BYTES);
            for (int cut = 0; cut < 4; cut++) {
                oracle.directory.crashAfter(random.nextInt(cut == 0 ? 60 : 20));
                live(oracle, 15);
                if (random.nextBoolean()) {
                    oracle.directory.crash();
                } else {
                    oracle.directory.kill();
                }
                if (random.nextBoolean()) {
                    oracle.index.crash();
                }
            }
            reopenAndVerify(oracle, "seed " + seed + ", round " + round);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22, 23, 24})
    void aLostIndexIsMadeAgainFromTheSegments(long seed) throws Exception {
        CrashOracle oracle = new CrashOracle(seed, SMALL_SEGMENT_BYTES);
        live(oracle, 30);
        oracle.directory.kill();
        oracle.index.wipe();
        reopenAndVerify(oracle, "seed " + seed);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {31, 32, 33})
    void aFailedSyncIsNeverAcknowledgedAndLaterAppendsGoOn(long seed) throws Exception {
        long changes = changesOfAQuietLife(seed);
        for (long at = 0; at <= changes; at += 2) {
            CrashOracle oracle = new CrashOracle(seed, SMALL_SEGMENT_BYTES);
            try (SegmentStore store = oracle.open()) {
                oracle.start(store);
                oracle.directory.failSyncAfter(at);
                int refused = 0;
                for (int i = 0; i < 14; i++) {
                    refused += oracle.step(store) ? 0 : 1;
                }
                assertThat(refused).isLessThanOrEqualTo(1);
                oracle.verify(store);
            }
            oracle.directory.crash();
            oracle.index.crash();
            reopenAndVerify(oracle, "seed " + seed + ", failed sync after change " + at);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {41, 42, 43})
    void aFullDiskRefusesClearlyLosesNothingAndGoesOnWhenThereIsRoom(long seed) throws Exception {
        for (long capacity = 0; capacity < 9000; capacity += 97) {
            CrashOracle oracle = new CrashOracle(seed, SMALL_SEGMENT_BYTES);
            try (SegmentStore store = oracle.open()) {
                oracle.start(store);
                oracle.directory.capacity(capacity);
                boolean refused = false;
                for (int i = 0; i < 40 && !refused; i++) {
                    refused = !oracle.step(store);
                }
                assertThat(refused).isTrue();
                assertThatThrownBy(() ->
                                store.append(
                                        CrashOracle.VAULT, TestRuns.point(1, new byte[16 << 10])))
                        .isInstanceOfSatisfying(
                                ProtocolException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL));
                oracle.verify(store);
                oracle.directory.capacity(1 << 30);
                assertThat(oracle.step(store)).isTrue();
            }
            oracle.directory.kill();
            oracle.index.crash();
            reopenAndVerify(oracle, "seed " + seed + ", capacity " + capacity);
        }
    }

    @Test
    void anIndexThatFailsStopsAppendsButLosesNothing() throws Exception {
        CrashOracle oracle = new CrashOracle(51, SMALL_SEGMENT_BYTES);
        try (SegmentStore store = oracle.open()) {
            oracle.start(store);
            oracle.work(store, 5);
            oracle.index.failWrites(true);
            assertThat(oracle.step(store)).isFalse();
            oracle.index.failWrites(false);
            assertThatThrownBy(
                            () -> store.append(CrashOracle.VAULT, TestRuns.point(1, new byte[8])))
                    .isInstanceOfSatisfying(
                            ProtocolException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        }
        oracle.directory.kill();
        reopenAndVerify(oracle, "index failed");
    }

    private static long changesOfAQuietLife(long seed) throws Exception {
        CrashOracle oracle = new CrashOracle(seed, SMALL_SEGMENT_BYTES);
        live(oracle, 12);
        return oracle.directory.changes();
    }

    private static void live(CrashOracle oracle, int steps) throws Exception {
        try {
            SegmentStore store = oracle.open();
            try {
                oracle.start(store);
                oracle.work(store, steps);
            } finally {
                CrashOracle.closeQuietly(store);
            }
        } catch (IOException e) {
            assertThat(oracle.directory.isDead()).as(e.toString()).isTrue();
        }
    }

    private static void reopenAndVerify(CrashOracle oracle, String what) throws Exception {
        try (SegmentStore store = oracle.open()) {
            oracle.start(store);
            oracle.verify(store);
            assertThat(oracle.step(store)).as(what).isTrue();
            oracle.verify(store);
            for (SegmentInfo segment : store.segments()) {
                assertThat(store.check(segment.segmentId(), CheckDepth.DATA).findings())
                        .as(what)
                        .isEmpty();
            }
        } catch (AssertionError | IOException e) {
            throw new AssertionError(what + ": " + e.getMessage(), e);
        }
    }
}
