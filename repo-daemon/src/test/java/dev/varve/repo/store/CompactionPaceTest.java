package dev.varve.repo.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.rate.ByteRate;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Compaction beside pushes. */
class CompactionPaceTest {
    private static final long MIB = 1 << 20;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicBoolean sending = new AtomicBoolean(true);
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final CompactionPace pace =
            new CompactionPace(
                    new ByteRate(MIB), sending::get, cancelled::get, nanos::get, nanos::addAndGet);

    @Test
    void whileSessionsSendItKeepsToItsRate() {
        for (int i = 0; i < 100; i++) {
            assertThat(pace.pass(MIB)).isTrue();
        }

        assertThat(TimeUnit.NANOSECONDS.toSeconds(nanos.get())).isBetween(97L, 100L);
    }

    @Test
    void whileNobodySendsItWaitsForNothing() {
        sending.set(false);

        for (int i = 0; i < 100; i++) {
            assertThat(pace.pass(MIB)).isTrue();
        }

        assertThat(nanos).hasValue(0);
    }

    @Test
    void whenThePassIsCancelledItWaitsNoLonger() {
        pace.pass(100 * MIB);
        cancelled.set(true);

        assertThat(pace.pass(MIB)).isFalse();

        assertThat(nanos).hasValue(0);
    }
}
