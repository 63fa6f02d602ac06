package dev.varve.repo.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Shows what it is set to. */
public final class FakeClock extends Clock {
    private volatile Instant now;

    public FakeClock(String now) {
        this.now = Instant.parse(now);
    }

    public void advance(Duration by) {
        now = now.plus(by);
    }

    public void set(String to) {
        now = Instant.parse(to);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the scheduler has a zone of its own");
    }
}
