package dev.varve.repo.retention.clock;

/**
 * One reading of the system's clocks, and whether something stands between them and us.
 *
 * @param timeShifted this process is in a time namespace that is not the system's first, or one
 *     with offsets: its clocks are not those of the machine
 * @param preloaded a library was put before the system's own, which can answer for the clocks
 */
public record ClockReading(ClockInstants at, boolean timeShifted, boolean preloaded) {}
