package dev.varve.repo.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.store.segment.ReadResult;
import dev.varve.repo.store.segment.SegmentClass;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pushes, ends of points and compaction on a disk without room. */
class DiskFullTest {
    private static final int BLOCKS = 1500;
    private static final int LIVING_BLOCKS = 20;
    private static final int COPIES_NEED_MORE = 20_000;
    private static final long SIZE_BYTES = (long) BLOCKS * StoreKit.BLOCK_BYTES;
    private static final CompactionLimits LIMITS = new CompactionLimits(0.10, 1 << 30);
    private final StoreKit kit = new StoreKit(8);
    private int sessions;

    @Test
    void upToItsReservePushesAreRefusedButPointsEndAndCompactionGivesRoomForPushes()
            throws IOException {
        Uid first = fillUpToTheReserve();

        assertFull(() -> push(blocks(9000, 50)));
        assertReadable(1);

        kit.vault().expire(first, "test", "chosen");
        assertThat(kit.points()).hasSize(1);
        assertThat(kit.vault().compact(LIMITS, CheckMonitor.NONE).segments()).isPositive();
        push(blocks(9000, 50));
        assertReadable(9001);
        assertReadable(1);
        assertThat(kit.vault().auditCounts(false, CheckMonitor.NONE).differences()).isEmpty();
        kit.close();
    }

    /** Somebody else wrote, so that there is no reserve. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 50, 150, 300, 500, 1000, 5000})
    void onADiskFilledByOthersNothingAcknowledgedIsLostWhateverStillFits(int room)
            throws IOException {
        Uid first = fillUpToTheReserve();
        kit.directory.capacity(bytes() + room);

        boolean refused = false;
        try {
            kit.vault().expire(first, "test", "chosen");
        } catch (IOException e) {
            refused = true;
            assertThat(e).isInstanceOf(ProtocolException.class);
            assertThat(((ProtocolException) e).code())
                    .isIn(ErrorCode.DISK_FULL, ErrorCode.UNAVAILABLE);
        }
        kit.directory.capacity(Long.MAX_VALUE / 2);
        kit.crash();
        kit.open();

        if (!refused) {
            assertThat(kit.points()).hasSize(1);
        }
        assertReadable(1);
        if (kit.points().size() == 2) {
            assertReadable(BLOCKS - 1);
            kit.vault().expire(first, "test", "chosen");
        }
        assertThat(kit.points()).hasSize(1);
        assertThat(kit.vault().auditCounts(false, CheckMonitor.NONE).differences()).isEmpty();
        kit.close();
    }

    /** Each segment is half alive, so that nothing goes without being copied. */
    @Test
    void compactionWithoutRoomForItsCopiesTakesNoneAndIsDoneOnceThereIsRoom() throws IOException {
        kit.open();
        push(blocks(0, BLOCKS));
        Uid first = newest();
        Map<Long, Id> everyOther = new TreeMap<>();
        for (long block = 0; block < BLOCKS; block += 2) {
            everyOther.put(block, id(9000 + (int) block));
        }
        push(everyOther);
        kit.vault().expire(first, "test", "chosen");
        kit.vault().compact(new CompactionLimits(0.9, 1 << 30), CheckMonitor.NONE);
        kit.close();
        kit.directory.capacity(bytes() + COPIES_NEED_MORE);
        kit.open();

        long before = bytes();
        assertFull(() -> kit.vault().compact(LIMITS, CheckMonitor.NONE));
        assertThat(bytes()).isEqualTo(before);
        assertReadable(2);
        assertReadable(9002);

        kit.directory.capacity(Long.MAX_VALUE / 2);
        CompactionResult done = kit.vault().compact(LIMITS, CheckMonitor.NONE);
        assertThat(done.segments()).isPositive();
        assertThat(done.waiting()).isEmpty();
        assertThat(bytes()).isLessThan(before);
        assertReadable(2);
        assertReadable(9002);
        assertThat(kit.vault().auditCounts(false, CheckMonitor.NONE).differences()).isEmpty();
        kit.close();
    }

    /** Two points: the first is large, the second has the first of its blocks. */
    private Uid fillUpToTheReserve() throws IOException {
        kit.open();
        push(blocks(0, BLOCKS));
        Uid first = newest();
        Map<Long, Id> holes = new TreeMap<>();
        for (long block = LIVING_BLOCKS; block < BLOCKS; block++) {
            holes.put(block, Id.ZERO);
        }
        push(holes);
        kit.close();
        kit.reserveBytes = 1 << 20;
        long used = bytes();
        kit.directory.capacity(used + used / 60);
        kit.open();
        return first;
    }

    private Uid newest() throws IOException {
        return Uid.of(kit.points().getLast().getPointId().toByteArray());
    }

    private void push(Map<Long, Id> blocks) throws IOException {
        PushStore push =
                kit.vault()
                        .openSession(
                                StoreKit.CLIENT,
                                StoreKit.session(
                                        new Uid(9, ++sessions), StoreKit.block("db", SIZE_BYTES)));
        try {
            StoreKit.putChunks(push, new ArrayList<>(StoreKit.chunksOf(blocks)));
            StoreKit.putDelta(push, 0, blocks);
            assertThat(StoreKit.commit(push, StoreKit.size(SIZE_BYTES)).hasReceipt()).isTrue();
        } finally {
            push.close();
        }
    }

    private static void assertFull(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL));
    }

    private void assertReadable(int number) throws IOException {
        assertThat(kit.records().read(ObjectKind.CHUNK, 3, id(number)))
                .isInstanceOf(ReadResult.Found.class);
    }

    private long bytes() throws IOException {
        long sum = 0;
        for (SegmentClass each : SegmentClass.values()) {
            for (String name : kit.directory.list(each.folder())) {
                sum += kit.directory.size(each.folder() + "/" + name);
            }
        }
        return sum;
    }

    private static Map<Long, Id> blocks(int from, int count) {
        Map<Long, Id> blocks = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            blocks.put((long) i, id(from + i + 1));
        }
        return blocks;
    }

    private static Id id(int number) {
        return new Id(number, number, number, number);
    }
}
