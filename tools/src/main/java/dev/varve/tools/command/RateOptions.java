package dev.varve.tools.command;

import dev.varve.protocol.rate.RateSchedule;
import picocli.CommandLine.Option;

/** How much of the line a transfer may use. */
final class RateOptions {
    @Option(
            names = "--limit-rate",
            paramLabel = "RATE",
            converter = RateConverter.class,
            description =
                    "At most this much a second, on average: 10MiB/s, or by the local time of day:"
                            + " \"08:00-18:00 10MiB/s, 50MiB/s\" (the last outside of the windows).")
    RateSchedule limit = RateSchedule.NONE;
}
