package dev.varve.repo.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JobFormatTest {
    private static final JobRecord RECORD =
            new JobRecord(
                    "scrub",
                    1_767_225_600_000L,
                    1_767_139_260_000L,
                    true,
                    "AAAAKg==",
                    Optional.of(new RunStart(9, Trigger.REQUEST, 1_767_225_700_000L)),
                    List.of(
                            new Run(
                                    new RunStart(6, Trigger.SCHEDULE, 1_767_139_200_000L),
                                    1_767_139_260_000L,
                                    new Outcome.Succeeded(
                                            new JobResult(
                                                    "2 vaults, 31 points",
                                                    List.of("data/0000000000000007.seg: torn"),
                                                    3))),
                            new Run(
                                    new RunStart(7, Trigger.MISSED, 1_767_200_000_000L),
                                    1_767_200_000_001L,
                                    new Outcome.Failed("disk is gone")),
                            new Run(
                                    new RunStart(8, Trigger.RESUME, 1_767_225_600_000L),
                                    1_767_225_600_002L,
                                    new Outcome.Stopped(StopReason.PAUSED))));

    private static byte[] golden() throws IOException {
        try (InputStream file = JobFormatTest.class.getResourceAsStream("/golden/job-v1.json")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    @Test
    void version1IsReadAndWrittenForEver() throws IOException {
        assertThat(JobFormat.read("scrub", golden())).isEqualTo(RECORD);
        assertThat(JobFormat.write(RECORD)).isEqualTo(golden());
    }

    @Test
    void theFileOfAnotherJobOrVersionIsRefused() throws IOException {
        assertThatThrownBy(() -> JobFormat.read("expiry", golden()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("of job scrub");
        String newer =
                new String(golden(), StandardCharsets.UTF_8)
                        .replace("\"version\":1", "\"version\":2");
        assertThatThrownBy(() -> JobFormat.read("scrub", newer.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 1");
    }

    @Test
    void damageIsAnIoExceptionAndNothingElse() throws IOException {
        Random random = new Random(11);
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = golden();
            for (int change = 0; change <= random.nextInt(4); change++) {
                bytes[random.nextInt(bytes.length)] = (byte) (32 + random.nextInt(96));
            }
            try {
                assertThat(JobFormat.read("scrub", bytes).job()).isEqualTo("scrub");
            } catch (IOException damaged) {
                assertThat(damaged).hasMessageMatching("(?s).+");
            }
        }
    }
}
