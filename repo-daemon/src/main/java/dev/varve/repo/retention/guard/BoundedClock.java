package dev.varve.repo.retention.guard;

import dev.varve.repo.retention.clock.ClockSource;
import dev.varve.repo.retention.clock.ClockStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The retention clock as the helper believes it. The daemon holds the key that signs the record; so
 * the helper also counts on the oscillator itself, and believes no record that ran ahead of what it
 * saw pass since its own start. Confined to the helper's thread.
 */
final class BoundedClock {
    /** A restarted daemon credits at most a day for its absence: formats/clock.md. */
    private static final long SLACK_MILLIS = Duration.ofHours(24).plusMinutes(1).toMillis();

    /** A catch-up runs at most at 1.05 times real speed. */
    private static final long CATCH_UP_DIVISOR = 20;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final ClockReader reader;
    private final ClockSource source;
    private long firstMillis;
    private long firstRawNanos;

    BoundedClock(ClockReader reader, ClockSource source) {
        this.reader = reader;
        this.source = source;
    }

    /** What may be relied on. */
    record Reading(ClockStatus status, Optional<String> doubt) {}

    Reading read() throws IOException {
        ClockStatus status = reader.read();
        long rawNanos = source.read().at().rawNanos();
        if (!status.mayExpire()) {
            return new Reading(status, Optional.of("the retention clock " + status.summary()));
        }
        if (firstMillis == 0) {
            firstMillis = status.rcMillis();
            firstRawNanos = rawNanos;
        }
        long passed = Math.max(0, rawNanos - firstRawNanos) / NANOS_PER_MILLI;
        long latest = firstMillis + passed + passed / CATCH_UP_DIVISOR + SLACK_MILLIS;
        if (status.rcMillis() > latest) {
            return new Reading(
                    status,
                    Optional.of("the retention clock ran ahead of what the helper saw pass"));
        }
        return new Reading(status, Optional.empty());
    }
}
