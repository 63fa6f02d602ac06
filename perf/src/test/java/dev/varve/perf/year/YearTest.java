package dev.varve.perf.year;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forty days of W6 in small. */
class YearTest {
    private static final int SPREAD_RUNS = 4096;

    @TempDir Path folder;

    @Test
    void everyKeptPointIsEqualAndLittleIsWastedOnceTheLocksEnded() throws Exception {
        YearPlan plan = new YearPlan(1, 32, 40, 0.02, Duration.ofDays(7), 8 << 20, SPREAD_RUNS, 1);
        try (Year year = new Year(plan, folder)) {
            year.live();

            year.unlock();

            assertThat(year.verify()).isGreaterThanOrEqualTo(30);
            assertThat(year.space().ratio()).isLessThan(1.15);
            assertThat(year.orderedBytes()).isPositive();
            assertThat(year.order().runsPerGib()).isLessThan(SPREAD_RUNS);
        }
    }
}
