package dev.varve.repo.retention.clock;

import dev.varve.protocol.model.Uid;
import java.time.Duration;

/**
 * A machine whose clocks can be bent in every way, and the true time that no clock of it shows.
 * Confined to one thread.
 */
final class FakeClockSource implements ClockSource {
    static final long FIRST_NAMESPACE = 0xEFFF_FFFAL;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private long trueNanos;
    private long trueStartMillis = 1_800_000_000_000L;
    private long boot = 1;
    private long timeNamespace = FIRST_NAMESPACE;
    private boolean shifted;
    private boolean preloaded;
    private long rawNanos = 5_000_000_000L;
    private long monoNanos = 5_000_000_000L;
    private long bootNanos = 5_000_000_000L;
    private long realOffsetMillis;
    private double rawRate = 1;
    private double monoRate = 1;

    @Override
    public ClockReading read() {
        return new ClockReading(
                new ClockInstants(
                        boot == 0 ? ClockInstants.UNKNOWN_BOOT : new Uid(7, boot),
                        timeNamespace,
                        rawNanos,
                        monoNanos,
                        bootNanos,
                        trueMillis() + realOffsetMillis),
                shifted,
                preloaded);
    }

    /** Milliseconds since 1970 as they truly are. */
    long trueMillis() {
        return trueStartMillis + trueNanos / NANOS_PER_MILLI;
    }

    /** Time passes, the machine is awake. */
    FakeClockSource pass(Duration time) {
        trueNanos += time.toNanos();
        rawNanos += (long) (time.toNanos() * rawRate);
        long mono = (long) (time.toNanos() * monoRate);
        monoNanos += mono;
        bootNanos += mono;
        return this;
    }

    /** Time passes in suspend. */
    FakeClockSource suspend(Duration time) {
        trueNanos += time.toNanos();
        bootNanos += time.toNanos();
        return this;
    }

    /** Power off for so long, then up again for a second. */
    FakeClockSource reboot(Duration off) {
        trueNanos += off.toNanos();
        boot++;
        rawNanos = 0;
        monoNanos = 0;
        bootNanos = 0;
        return pass(Duration.ofSeconds(1));
    }

    /** All but the wall clock goes back, and nobody notices a boot: a snapshot with its memory. */
    FakeClockSource backToSnapshot(Duration before) {
        rawNanos -= before.toNanos();
        monoNanos -= before.toNanos();
        bootNanos -= before.toNanos();
        return this;
    }

    FakeClockSource moveWall(Duration by) {
        realOffsetMillis += by.toMillis();
        return this;
    }

    /** adjtimex: CLOCK_MONOTONIC and CLOCK_BOOTTIME run at this speed. */
    FakeClockSource steerMonotonic(double rate) {
        monoRate = rate;
        return this;
    }

    FakeClockSource rawRate(double rate) {
        rawRate = rate;
        return this;
    }

    FakeClockSource preload(boolean present) {
        preloaded = present;
        return this;
    }

    boolean isPreloaded() {
        return preloaded;
    }

    boolean isShifted() {
        return shifted;
    }

    /** From now on inside a namespace whose clocks are off by this. */
    FakeClockSource enterNamespace(Duration offset) {
        timeNamespace++;
        shifted = true;
        return shift(offset);
    }

    FakeClockSource leaveNamespace(Duration offset) {
        timeNamespace = FIRST_NAMESPACE;
        shifted = false;
        return shift(offset.negated());
    }

    private FakeClockSource shift(Duration offset) {
        rawNanos += offset.toNanos();
        monoNanos += offset.toNanos();
        bootNanos += offset.toNanos();
        return this;
    }

    /** The kernel does not say which boot this is. */
    FakeClockSource hideBoot() {
        boot = 0;
        return this;
    }
}
