package dev.varve.repo.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.message.ImageSource;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Sessions that a daemon leaves behind end, however often it starts. */
class SessionSilenceTest {
    private static final long IDLE = Duration.ofDays(7).toMillis();
    private static final int BLOCKS = 1500;
    private static final CompactionLimits LIMITS = new CompactionLimits(0.10, 1 << 30);
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long START = Duration.ofDays(100).toMillis();

    @Test
    void whoIsTouchedByThisDaemonHasTheWholeTime() {
        SessionSilence silence = SessionSilence.begin(START);
        assertThat(isOver(silence, START + IDLE)).isFalse();
        assertThat(isOver(silence, START + IDLE + 1)).isTrue();

        silence.touch(START + IDLE);

        assertThat(isOver(silence, START + IDLE + IDLE)).isFalse();
    }

    @Test
    void aYoungOneFromBeforeTheStartIsWaitedForADayAndAHalf() {
        SessionSilence silence = SessionSilence.afterStart(START - HOUR, START);

        assertThat(isOver(silence, START + 36 * HOUR - 1)).isFalse();
        assertThat(isOver(silence, START + 36 * HOUR)).isTrue();
    }

    @Test
    void anOldOneFromBeforeTheStartIsWaitedForAnHourSoThatStartsDoNotKeepIt() {
        SessionSilence silence = SessionSilence.afterStart(START - IDLE, START);

        assertThat(isOver(silence, START + HOUR - 1)).isFalse();
        assertThat(isOver(silence, START + HOUR)).isTrue();
    }

    @Test
    void whoseClientComesBackIsLikeAnyOther() {
        SessionSilence silence = SessionSilence.afterStart(START - IDLE, START);
        assertThat(silence.touchedMillis()).isEqualTo(START - IDLE);

        silence.touch(START + 1);

        assertThat(isOver(silence, START + IDLE)).isFalse();
        assertThat(silence.touchedMillis()).isEqualTo(START + 1);
    }

    @Test
    void whileItIsWaitedForNothingIsCompactedAndThenAllIs() throws IOException {
        SetClock clock = new SetClock();
        StoreKit kit = new StoreKit(21);
        kit.clock = clock;
        kit.open();
        Uid first = push(kit, 1, BLOCKS);
        push(kit, 2, 1);
        begin(kit, 3, StoreKit.tree("left-behind"));
        kit.close();
        kit.open();
        kit.vault().expire(first, "test", "chosen");

        assertThat(kit.vault().compact(LIMITS, CheckMonitor.NONE).segments()).isZero();
        clock.pass(SessionSilence.MOST_AFTER_START);
        assertThat(kit.vault().expireSessions(clock.millis() - IDLE)).isEqualTo(1);

        assertThat(kit.vault().compact(LIMITS, CheckMonitor.NONE).segments()).isPositive();
        kit.close();
    }

    private static PushStore begin(StoreKit kit, int session, ImageSource source)
            throws IOException {
        return kit.vault()
                .openSession(StoreKit.CLIENT, StoreKit.session(new Uid(9, session), source));
    }

    private static Uid push(StoreKit kit, int session, int blocks) throws IOException {
        long sizeBytes = (long) BLOCKS * StoreKit.BLOCK_BYTES;
        Map<Long, Id> sent = new TreeMap<>();
        for (long i = 0; i < BLOCKS; i++) {
            int name = session * BLOCKS + (int) i;
            sent.put(i, i < blocks ? new Id(name, name, name, name + 1) : Id.ZERO);
        }
        PushStore push = begin(kit, session, StoreKit.block("db", sizeBytes));
        StoreKit.putChunks(push, StoreKit.chunksOf(sent));
        StoreKit.putDelta(push, 0, sent);
        assertThat(StoreKit.commit(push, StoreKit.size(sizeBytes)).hasReceipt()).isTrue();
        return Uid.of(kit.points().getLast().getPointId().toByteArray());
    }

    private static boolean isOver(SessionSilence silence, long nowMillis) {
        return silence.isOver(nowMillis - IDLE, nowMillis);
    }
}
