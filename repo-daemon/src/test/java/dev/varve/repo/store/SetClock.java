package dev.varve.repo.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** Stands where a test puts it. */
final class SetClock extends Clock {
    private final AtomicLong nowMillis = new AtomicLong(1_700_000_000_000L);

    void pass(Duration time) {
        nowMillis.addAndGet(time.toMillis());
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
    public Instant instant() {
        return Instant.ofEpochMilli(nowMillis.get());
    }
}
