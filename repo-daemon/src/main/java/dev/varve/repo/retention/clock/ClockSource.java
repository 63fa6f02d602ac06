package dev.varve.repo.retention.clock;

import java.io.IOException;

/** Where the retention clock looks. Called by one thread at a time. */
@FunctionalInterface
public interface ClockSource {
    /** All clocks of one moment. */
    ClockReading read() throws IOException;
}
