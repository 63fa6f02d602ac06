package dev.varve.repo.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.rate.RateSchedule;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReadPaceTest {
    private static final long MIB = 1 << 20;
    private static final RateSchedule ONE_MIB = RateSchedule.parse("1MiB/s");

    private long nanos;
    private final PullPriority priority = new PullPriority(() -> nanos);

    private Bandwidth bandwidth(RateSchedule all, RateSchedule each) {
        return new Bandwidth(
                new BandwidthLimits(all, all, each, each),
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                () -> nanos);
    }

    private ReadPace pace() {
        return new ReadPace(priority, () -> nanos);
    }

    @Test
    void withoutLimitsNobodyWaits() {
        Bandwidth.Share share = bandwidth(RateSchedule.NONE, RateSchedule.NONE).of("a");
        ReadPace pace = pace();
        pace.took(100 * MIB, share);
        share.sent(100 * MIB);

        assertThat(pace.waitNanos()).isZero();
        assertThat(share.sendWaitNanos()).isZero();
    }

    @Test
    void aRunIsPaidForBeforeTheNextIsRead() {
        ReadPace pace = pace();
        pace.took(2 * MIB, bandwidth(ONE_MIB, RateSchedule.NONE).of("a"));

        assertThat(pace.waitNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(2));
        nanos += TimeUnit.SECONDS.toNanos(2);
        assertThat(pace.waitNanos()).isZero();
    }

    @Test
    void theLimitOfAllIsSharedAndThatOfEachIsNot() {
        Bandwidth all = bandwidth(ONE_MIB, RateSchedule.NONE);
        all.of("a").received(MIB);
        assertThat(all.of("b").receiveWaitNanos()).isPositive();

        Bandwidth each = bandwidth(RateSchedule.NONE, ONE_MIB);
        each.of("a").received(MIB);
        each.of("a").sent(MIB);
        assertThat(each.of("a").receiveWaitNanos()).isPositive();
        assertThat(each.of("a").sendWaitNanos()).isPositive();
        assertThat(each.of("b").receiveWaitNanos()).isZero();
        assertThat(each.of("b").sendWaitNanos()).isZero();
    }

    @Test
    void aConnectionIsNeverUnreadForSoLongThatItsClientGivesUp() {
        ReadPace pace = pace();
        pace.took(1000 * MIB, bandwidth(ONE_MIB, RateSchedule.NONE).of("a"));

        assertThat(pace.waitNanos()).isEqualTo(ReadPace.LONGEST_HOLD_NANOS);
        nanos += ReadPace.LONGEST_HOLD_NANOS;
        assertThat(pace.waitNanos()).isZero();
    }

    @Test
    void restoresGoFirstAlsoWithoutLimits() {
        priority.works();
        ReadPace pace = pace();
        pace.took(MIB, bandwidth(RateSchedule.NONE, RateSchedule.NONE).of("a"));

        assertThat(pace.waitNanos()).isPositive();
        priority.rests();
        assertThat(pace.waitNanos()).isZero();
    }
}
