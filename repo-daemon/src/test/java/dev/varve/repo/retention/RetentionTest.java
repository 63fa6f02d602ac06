package dev.varve.repo.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.message.LockMode;
import dev.varve.protocol.message.RetentionPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private final FakeRetention kit = new FakeRetention();

    private long until(long lockSeconds) {
        return kit.retention()
                .stamp(
                        RetentionPolicy.newBuilder()
                                .setLockMode(LockMode.LOCK_MODE_GOVERNANCE)
                                .setLockSeconds(lockSeconds)
                                .build())
                .getRetainUntilMillis();
    }

    @Test
    void aLockLastsFromNowOn() {
        assertThat(until(Duration.ofDays(1).toSeconds()))
                .isEqualTo(kit.nowMillis() + Duration.ofDays(1).toMillis());
    }

    @Test
    void aLockThatNoClockReachesIsForEverAndFailsNoCommit() {
        for (long seconds : new long[] {Long.MAX_VALUE, Long.MAX_VALUE / 1000, -1}) {
            assertThat(until(seconds)).isEqualTo(Long.MAX_VALUE);
        }
    }
}
