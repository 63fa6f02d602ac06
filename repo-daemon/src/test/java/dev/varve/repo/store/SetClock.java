package dev.varve.repo.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Stands where a test puts it. */
final class SetClock extends Clock {
    private volatile long nowMillis = 1_700_000_000_000L;

    void pass(Duration time) {
        nowMillis += time.toMillis();
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
        return Instant.ofEpochMilli(nowMillis);
    }
}
