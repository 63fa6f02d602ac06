package dev.varve.repo.retention.guard;

import dev.varve.repo.retention.clock.ClockStatus;
import java.io.IOException;

/** Reads the retention clock's signed record; never asks the daemon. */
@FunctionalInterface
public interface ClockReader {
    ClockStatus read() throws IOException;
}
