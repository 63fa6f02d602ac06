package dev.varve.repo.retention.clock;

import dev.varve.protocol.model.Uid;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares the speed of our clock with that of each witness, from the first statement of this boot
 * to the newest: the longer the base, the finer. Confined to one thread at a time.
 */
final class WitnessRates {
    /** 0.1 %: oscillators are within 0.01 %. */
    private static final double MOST_OFF = 0.001;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long mostWayMillis;
    private final Map<Uid, Heard> first = new HashMap<>();

    private record Heard(WitnessStatement statement, ClockInstants at) {}

    /** Answers are at most {@code mostWayMillis} under way, which says nothing of the clocks. */
    WitnessRates(long mostWayMillis) {
        this.mostWayMillis = mostWayMillis;
    }

    /** True when CLOCK_MONOTONIC_RAW is off this witness by over 0.1 %. */
    boolean isOff(WitnessStatement statement, ClockInstants now) {
        Heard heard = new Heard(statement, now);
        @Nullable Heard before = first.get(statement.witnessId());
        if (before == null || !new Interval(before.at(), now).comparable()) {
            first.put(statement.witnessId(), heard);
            return false;
        }
        Interval interval = new Interval(before.at(), now);
        long oursMillis = (interval.rawNanos() + interval.suspendedNanos()) / NANOS_PER_MILLI;
        long theirsMillis = statement.midpointMillis() - before.statement().midpointMillis();
        double allowedMillis =
                MOST_OFF * oursMillis
                        + before.statement().radiusMillis()
                        + statement.radiusMillis()
                        + 2.0 * mostWayMillis;
        return Math.abs(oursMillis - theirsMillis) > allowedMillis;
    }
}
