package dev.varve.repo.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.varve.repo.alarm.Alarm;
import dev.varve.repo.alarm.AlarmFile;
import dev.varve.repo.alarm.AlarmKind;
import dev.varve.repo.alarm.Alarms;
import dev.varve.repo.alarm.Severity;
import dev.varve.repo.retention.clock.ClockState;
import dev.varve.repo.retention.clock.ClockStatus;
import dev.varve.repo.retention.clock.Doubt;
import dev.varve.repo.schedule.FakeClock;
import dev.varve.repo.schedule.JobResult;
import dev.varve.repo.schedule.Outcome;
import dev.varve.repo.schedule.Run;
import dev.varve.repo.schedule.RunStart;
import dev.varve.repo.schedule.StopReason;
import dev.varve.repo.schedule.Trigger;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What raises alarms, and what clears them. */
class AlarmSourcesTest {
    private final Alarms alarms;
    private Set<Doubt> doubts = Set.of();
    private long freeBytes = 100;
    private int damaged;

    AlarmSourcesTest(@TempDir Path folder) {
        alarms =
                new Alarms(
                        new AlarmFile(folder.resolve("alarms")),
                        new FakeClock("2026-03-01T00:00:00Z"),
                        List.of());
    }

    private void look() {
        AlarmWatch.Disk disk =
                new AlarmWatch.Disk() {
                    @Override
                    public long freeBytes() throws IOException {
                        if (freeBytes < 0) {
                            throw new IOException("no disk");
                        }
                        return freeBytes;
                    }

                    @Override
                    public long reserveBytes() {
                        return 50;
                    }
                };
        try (AlarmWatch watch =
                new AlarmWatch(
                        alarms,
                        () ->
                                new ClockStatus(
                                        doubts.isEmpty()
                                                ? ClockState.Name.RUNNING
                                                : ClockState.Name.SUSPECT,
                                        doubts.isEmpty(),
                                        1,
                                        0,
                                        0,
                                        0,
                                        1,
                                        doubts),
                        disk,
                        () -> Map.of("team", damaged),
                        Executors.newSingleThreadScheduledExecutor())) {
            watch.look();
        }
    }

    @Test
    void damagedPointsAreAnAlarmUntilTheyAreWhole() {
        damaged = 3;
        look();
        assertThat(alarms.active())
                .extracting(Alarm::kind, Alarm::where)
                .containsExactly(tuple(AlarmKind.POINTS_DAMAGED, "team"));

        damaged = 0;
        look();

        assertThat(alarms.active()).isEmpty();
    }

    @Test
    void aDoubtOfTheClockIsAnAlarmUntilItIsGone() {
        look();
        assertThat(alarms.active()).isEmpty();

        doubts = Set.of(Doubt.SOURCES_DIVERGE);
        look();
        assertThat(alarms.active())
                .extracting(Alarm::kind)
                .containsExactly(AlarmKind.CLOCK_IN_DOUBT);
        assertThat(alarms.active().getFirst().what()).contains(Doubt.SOURCES_DIVERGE.words());

        doubts = Set.of();
        look();
        assertThat(alarms.active()).isEmpty();
    }

    @Test
    void aDiskUnderItsReserveIsAnAlarmUntilThereIsRoom() {
        freeBytes = 50;
        look();
        assertThat(alarms.active()).extracting(Alarm::severity).containsExactly(Severity.CRITICAL);

        freeBytes = -1;
        look();
        assertThat(alarms.active()).hasSize(1);

        freeBytes = 51;
        look();
        assertThat(alarms.active()).isEmpty();
    }

    @Test
    void aFailedJobIsAnAlarmUntilItSucceeds() {
        ended(new Outcome.Failed("disk is gone"));
        ended(new Outcome.Stopped(StopReason.PAUSED));
        assertThat(alarms.active())
                .extracting(Alarm::kind, Alarm::where)
                .containsExactly(tuple(AlarmKind.JOB_FAILED, "scrub"));
        assertThat(alarms.active().getFirst().what()).contains("disk is gone");

        ended(new Outcome.Succeeded(JobResult.done("fine")));
        assertThat(alarms.active()).isEmpty();
    }

    @Test
    void findingsAreAnAlarmUntilThereAreNone() {
        ended(new Outcome.Succeeded(new JobResult("x", List.of("torn record"), 3)));
        ended(new Outcome.Failed("disk is gone"));
        assertThat(alarms.active())
                .extracting(Alarm::kind)
                .containsExactly(AlarmKind.CHECK_FINDINGS, AlarmKind.JOB_FAILED);
        assertThat(alarms.active().getFirst().what()).contains("found 3", "torn record");

        ended(new Outcome.Succeeded(JobResult.done("fine")));
        assertThat(alarms.active()).isEmpty();
    }

    private void ended(Outcome outcome) {
        new JobAlarms(alarms)
                .ended("scrub", new Run(new RunStart(1, Trigger.SCHEDULE, 1), 2, outcome));
    }
}
