package dev.varve.protocol.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
    private static final long MIB = 1 << 20;

    /** Both clocks, moved by hand, from midnight. */
    private static final class Time extends Clock {
        long nanos;

        void pass(long duration, TimeUnit unit) {
            nanos += unit.toNanos(duration);
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(nanos);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    private final Time time = new Time();

    private TokenBucket bucket(String schedule) {
        return new TokenBucket(RateSchedule.parse(schedule), time, () -> time.nanos);
    }

    /** As many MiB as go through in so many seconds, for a sender that waits as it is told. */
    private long mibSentWithin(TokenBucket bucket, long seconds) {
        long end = time.nanos + TimeUnit.SECONDS.toNanos(seconds);
        long sent = 0;
        while (time.nanos < end) {
            long wait = bucket.takeOrWaitNanos(MIB);
            if (wait == 0) {
                sent++;
                assertThat(sent).isLessThan(1_000_000);
            } else {
                time.nanos += wait;
            }
        }
        return sent;
    }

    @Test
    void theRateHoldsOnAverage() {
        assertThat(mibSentWithin(bucket("10MiB/s"), 60)).isBetween(600L, 602L);
    }

    @Test
    void manySendersShareOneRate() {
        TokenBucket bucket = bucket("1MiB/s");
        assertThat(bucket.takeOrWaitNanos(MIB)).isZero();

        assertThat(bucket.takeOrWaitNanos(1)).isEqualTo(TimeUnit.SECONDS.toNanos(1));
        assertThat(bucket.takeOrWaitNanos(1)).isEqualTo(TimeUnit.SECONDS.toNanos(1));
        time.pass(1, TimeUnit.SECONDS);
        assertThat(bucket.takeOrWaitNanos(1)).isZero();
    }

    @Test
    void aLongSilenceSavesNoMoreThanAQuarterOfASecond() {
        TokenBucket bucket = bucket("4MiB/s");
        time.pass(1, TimeUnit.HOURS);

        assertThat(bucket.takeOrWaitNanos(3 * MIB)).isZero();
        assertThat(bucket.waitNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(500));
    }

    @Test
    void whatWasReceivedIsPaidAfterwards() {
        TokenBucket bucket = bucket("1MiB/s");
        bucket.spend(10 * MIB);

        assertThat(bucket.waitNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(10));
    }

    @Test
    void theWindowOfTheTimeOfDayDecides() {
        TokenBucket bucket = bucket("08:00-18:00 1MiB/s, 5MiB/s");

        assertThat(mibSentWithin(bucket, 60)).isBetween(300L, 302L);
        time.pass(9, TimeUnit.HOURS);
        assertThat(mibSentWithin(bucket, 60)).isBetween(60L, 61L);
    }

    @Test
    void aDebtIsForgottenWhenTheWindowOfNoLimitBegins() {
        TokenBucket bucket = bucket("00:00-01:00 1MiB/s");
        bucket.spend(MIB << 20);
        assertThat(bucket.waitNanos()).isPositive();
        time.pass(1, TimeUnit.HOURS);

        assertThat(bucket.waitNanos()).isZero();
    }

    @Test
    void aWindowMayGoOverMidnight() {
        RateSchedule schedule = RateSchedule.parse("22:00-06:00 unlimited,1MiB/s");

        assertThat(schedule.at(LocalTime.of(23, 0)).limited()).isFalse();
        assertThat(schedule.at(LocalTime.of(5, 59)).limited()).isFalse();
        assertThat(schedule.at(LocalTime.of(6, 0)).bytesPerSecond()).isEqualTo(MIB);
    }

    @ParameterizedTest
    @CsvSource({
        "65536, 65536",
        "100K, 102400",
        "10MiB/s, 10485760",
        "2g, 2147483648",
        "1MB/s, 1048576"
    })
    void ratesAreReadAsPeopleWriteThem(String text, long bytesPerSecond) {
        assertThat(ByteRate.parse(text).bytesPerSecond()).isEqualTo(bytesPerSecond);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "fast",
                "-1M",
                "10TiB/s",
                "1K",
                "08:00 1M",
                "8-18 1M",
                "08:00-18:00",
                "1M,2M",
                "08:00-25:00 1M",
                "08:00-18:00 1M 2M",
                "1M,",
                "9999999999M"
            })
    void nonsenseIsRefused(String text) {
        assertThatThrownBy(() -> RateSchedule.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
