package dev.varve.repo.retention.clock;

import dev.varve.protocol.model.Uid;

/**
 * What the system's clocks showed at one moment.
 *
 * @param bootId names the run of the kernel; zero: not known, so it equals no other
 * @param timeNamespace inode of the time namespace; 0: this kernel has none
 * @param rawNanos CLOCK_MONOTONIC_RAW: the oscillator, steered by nobody; stands in suspend
 * @param monoNanos CLOCK_MONOTONIC: the same, steered by NTP and adjtimex
 * @param bootNanos CLOCK_BOOTTIME: CLOCK_MONOTONIC and the time in suspend
 * @param realMillis CLOCK_REALTIME, milliseconds since 1970: whoever is root sets it at will
 */
public record ClockInstants(
        Uid bootId,
        long timeNamespace,
        long rawNanos,
        long monoNanos,
        long bootNanos,
        long realMillis) {
    /** Stands for a boot id that cannot be read. */
    static final Uid UNKNOWN_BOOT = new Uid(0, 0);
}
