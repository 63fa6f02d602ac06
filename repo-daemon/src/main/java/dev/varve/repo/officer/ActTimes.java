package dev.varve.repo.officer;

import dev.varve.protocol.model.Uid;
import dev.varve.repo.retention.clock.ClockInstants;
import dev.varve.repo.retention.clock.ClockSource;
import dev.varve.repo.retention.clock.ClockStatus;
import dev.varve.repo.vault.ActRequest;
import dev.varve.repo.vault.ActRequest.Moment;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Says how long ago something was asked for, by whichever clock shows most: the retention clock may
 * stand still, the wall clock may be turned back, and the time since the boot ends with it. An
 * error makes a request end early, never late. Safe for many threads.
 */
public final class ActTimes {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Supplier<ClockStatus> clock;
    private final ClockSource machine;

    public ActTimes(Supplier<ClockStatus> clock, ClockSource machine) {
        this.clock = clock;
        this.machine = machine;
    }

    Moment now() throws IOException {
        ClockStatus status = clock.get();
        ClockInstants at = read();
        return new Moment(
                // In doubt, and while the machine was off, what passes is a gap of this clock.
                status.rcMillis() + status.gapMillis() - status.caughtUpMillis(),
                at.realMillis(),
                at.bootId().equals(new Uid(0, 0)) ? "" : at.bootId().toString(),
                at.bootNanos());
    }

    /** Sources are read by one thread at a time. */
    private synchronized ClockInstants read() throws IOException {
        return machine.read().at();
    }

    /** True when nobody can approve it any more. */
    boolean late(ActRequest request) throws IOException {
        Moment then = request.at();
        Moment now = now();
        long passedMillis =
                Math.max(
                        now.clockMillis() - then.clockMillis(),
                        now.wallMillis() - then.wallMillis());
        boolean oneBoot = now.bootId().equals(then.bootId()) && now.bootNanos() >= then.bootNanos();
        if (oneBoot) {
            long bootNanos = now.bootNanos() - then.bootNanos();
            passedMillis = Math.max(passedMillis, bootNanos / NANOS_PER_MILLI);
        } else if (!clock.get().mayExpire()) {
            return true; // No clock is left that could tell.
        }
        return passedMillis > Duration.ofSeconds(request.limitSeconds()).toMillis();
    }
}
