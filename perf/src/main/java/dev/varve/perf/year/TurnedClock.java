package dev.varve.perf.year;

import dev.varve.protocol.message.LedgerEntry;
import dev.varve.repo.retention.Retention;
import dev.varve.repo.retention.clock.ClockState;
import dev.varve.repo.retention.clock.ClockStatus;
import dev.varve.repo.retention.ledger.Ledger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A fake: wall clock, retention clock and the clock of idle segments in one, turned by hand, and a
 * ledger that counts. Safe for several threads.
 */
final class TurnedClock extends Clock implements Ledger {
    private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);
    private final AtomicLong entries = new AtomicLong();

    void pass(Duration time) {
        millis.addAndGet(time.toMillis());
    }

    Retention retention() {
        return new Retention(
                () ->
                        new ClockStatus(
                                ClockState.Name.RUNNING,
                                true,
                                millis(),
                                0,
                                0,
                                0,
                                millis(),
                                Set.of()),
                this);
    }

    long nanos() {
        return Duration.ofMillis(millis()).toNanos();
    }

    @Override
    public LedgerEntry append(LedgerEntry draft) {
        entries.incrementAndGet();
        return draft.toBuilder().setClockMillis(millis()).build();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public long millis() {
        return millis.get();
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }
}
