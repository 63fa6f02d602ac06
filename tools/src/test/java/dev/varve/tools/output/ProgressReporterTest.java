package dev.varve.tools.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.ingest.push.Progress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressReporterTest {
    @Test
    void theBarTellsPartRateAndRemainingTime() {
        Progress.Snapshot half = new Progress.Snapshot(200 << 20, 100 << 20, 0, 0, 3, 0);

        String bar = ProgressReporter.bar(half, Duration.ofSeconds(10));

        assertThat(bar)
                .isEqualTo(
                        "[############............]  50% 100 MiB of 200 MiB, 10.0 MiB/s, 3 files,"
                                + " 0:10 left");
    }

    @Test
    void nothingKnownYetIsNoDivisionByZero() {
        Progress.Snapshot nothing = new Progress.Snapshot(0, 0, 0, 0, 0, 0);

        assertThat(ProgressReporter.bar(nothing, Duration.ZERO)).isEqualTo("0 B");
    }

    @Test
    void sizesAreInUnitsThatPeopleRead() {
        assertThat(Sizes.bytes(1023)).isEqualTo("1023 B");
        assertThat(Sizes.bytes(1536)).isEqualTo("1.5 KiB");
        assertThat(Sizes.bytes(Long.MAX_VALUE)).isEqualTo("8.0 EiB");
        assertThat(Sizes.time(Duration.ofSeconds(3_661))).isEqualTo("1:01:01");
    }
}
