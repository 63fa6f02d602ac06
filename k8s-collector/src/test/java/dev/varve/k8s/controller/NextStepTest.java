package dev.varve.k8s.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.k8s.resource.BackupRunStatus;
import dev.varve.k8s.resource.RunPhase;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NextStepTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(3600);

    @ParameterizedTest
    @EnumSource(names = {"Succeeded", "SucceededWithWarnings", "Failed", "Cancelled"})
    void whatHasEndedIsLeftAloneEvenWhenItIsCancelled(RunPhase phase) {
        assertThat(step(phase, "", true, false, LATER)).isEqualTo(new NextStep.Nothing());
    }

    @Test
    void aNewRunBegins() {
        assertThat(step(RunPhase.Queued, "", false, false, LATER)).isEqualTo(new NextStep.Begin());
    }

    @Test
    void aRunOfAControllerThatIsNoMoreBeginsAgainHoweverLongItTook() {
        assertThat(step(RunPhase.Running, "", false, false, NOW.minusSeconds(1)))
                .isEqualTo(new NextStep.Begin());
    }

    @Test
    void aRunThatIsWorkedOnIsOnlyLookedAt() {
        assertThat(step(RunPhase.Running, "", false, true, LATER))
                .isEqualTo(new NextStep.Wait(NextStep.GLANCE));
    }

    @Test
    void aRunThatFailedForAWhileWaitsForItsTime() {
        assertThat(step(RunPhase.Queued, "2026-11-26T12:00:20Z", false, false, LATER))
                .isEqualTo(new NextStep.Wait(Duration.ofSeconds(20)));
        assertThat(step(RunPhase.Queued, "2026-11-26T12:00:00Z", false, false, LATER))
                .isEqualTo(new NextStep.Begin());
    }

    @Test
    void aRunThatWaitedTooLongIsGivenUp() {
        assertThat(step(RunPhase.Queued, "2026-11-26T12:00:20Z", false, false, NOW.minusSeconds(1)))
                .isEqualTo(new NextStep.GiveUp());
    }

    @Test
    void aCancelStopsTheWorkOrEndsWhatNobodyWorksOn() {
        assertThat(step(RunPhase.Running, "", true, true, LATER))
                .isEqualTo(new NextStep.StopWork());
        assertThat(step(RunPhase.Running, "", true, false, LATER)).isEqualTo(new NextStep.Cancel());
        assertThat(step(RunPhase.Queued, "", true, false, LATER)).isEqualTo(new NextStep.Cancel());
    }

    private static NextStep step(
            RunPhase phase, String next, boolean cancel, boolean working, Instant deadline) {
        BackupRunStatus status = new BackupRunStatus();
        status.phase = phase;
        status.nextAttemptTime = next;
        return NextStep.of(status, cancel, working, deadline, NOW);
    }
}
