package dev.varve.k8s.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.k8s.resource.MissedRuns;
import dev.varve.k8s.resource.Trigger;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyStepTest {
    private static final String NIGHTLY = "30 2 * * *";
    private static final Instant TODAY = Instant.parse("2026-11-26T02:30:00Z");
    private static final Optional<Instant> TOMORROW =
            Optional.of(Instant.parse("2026-11-27T02:30:00Z"));

    @Test
    void nothingIsDueBeforeItsTime() {
        assertThat(at("2026-11-26T02:29:59Z", "2026-11-25T02:30:00Z"))
                .isEqualTo(new PolicyStep.Rest(Optional.of(TODAY)));
    }

    @Test
    void aRunBeginsAtItsTimeAndCountsOnce() {
        assertThat(at("2026-11-26T02:30:00Z", "2026-11-25T02:30:00Z"))
                .isEqualTo(new PolicyStep.Start(Trigger.Schedule, TODAY, 0, TOMORROW));
        assertThat(at("2026-11-26T02:30:01Z", "2026-11-26T02:30:00Z"))
                .isEqualTo(new PolicyStep.Rest(TOMORROW));
    }

    @Test
    void oneRunMakesUpForAllThatWereMissed() {
        assertThat(at("2026-11-26T09:00:00Z", "2026-11-22T02:30:00Z"))
                .isEqualTo(new PolicyStep.Start(Trigger.Schedule, TODAY, 3, TOMORROW));
    }

    @Test
    void missedRunsAreSkippedWhereThePolicySaysSo() {
        PolicyFacts facts = facts("2026-11-26T09:00:00Z", "2026-11-22T02:30:00Z");
        assertThat(PolicyStep.of(skipping(facts)))
                .isEqualTo(new PolicyStep.Pass(TODAY, 4, TOMORROW));
    }

    @Test
    void aRunThatIsOnlyAMomentLateIsNotMissed() {
        PolicyFacts facts = facts("2026-11-26T02:31:30Z", "2026-11-25T02:30:00Z");
        assertThat(PolicyStep.of(skipping(facts)))
                .isEqualTo(new PolicyStep.Start(Trigger.Schedule, TODAY, 0, TOMORROW));
    }

    @Test
    void noRunBeginsWhileTheOneBeforeGoesOn() {
        PolicyFacts facts = facts("2026-11-26T02:30:00Z", "2026-11-25T02:30:00Z");
        assertThat(PolicyStep.of(active(facts, ""))).isEqualTo(new PolicyStep.Busy(TOMORROW));
        assertThat(PolicyStep.of(active(facts, "please"))).isEqualTo(new PolicyStep.Busy(TOMORROW));
    }

    @Test
    void aPausedPolicyLetsItsTimesPassAndMissesNone() {
        PolicyFacts facts =
                new PolicyFacts(
                        true,
                        NIGHTLY,
                        "UTC",
                        MissedRuns.RunOnce,
                        Instant.parse("2026-11-20T00:00:00Z"),
                        "",
                        "",
                        false,
                        Instant.parse("2026-11-26T09:00:00Z"));
        assertThat(PolicyStep.of(facts)).isEqualTo(new PolicyStep.Pass(TODAY, 0, Optional.empty()));
    }

    @Test
    void runNowRunsOnceForEachValueAlsoWhilePausedAndWithoutASchedule() {
        Instant now = Instant.parse("2026-11-26T09:00:00Z");
        PolicyFacts asked =
                new PolicyFacts(
                        true, "", "UTC", MissedRuns.RunOnce, now, "before release", "", false, now);
        assertThat(PolicyStep.of(asked))
                .isEqualTo(new PolicyStep.Start(Trigger.RunNow, now, 0, Optional.empty()));
        PolicyFacts done =
                new PolicyFacts(
                        true,
                        "",
                        "UTC",
                        MissedRuns.RunOnce,
                        now,
                        "before release",
                        "before release",
                        false,
                        now);
        assertThat(PolicyStep.of(done)).isEqualTo(new PolicyStep.Rest(Optional.empty()));
    }

    @Test
    void timesAreThoseOfTheTimeZoneAlsoWhenClocksChange() {
        // In Berlin, 02:30 of 2026-10-25 comes twice, and 02:30 of 2026-03-29 never.
        PolicyFacts facts =
                new PolicyFacts(
                        false,
                        NIGHTLY,
                        "Europe/Berlin",
                        MissedRuns.RunOnce,
                        Instant.parse("2026-07-01T12:00:00Z"),
                        "",
                        "",
                        false,
                        Instant.parse("2026-07-01T12:00:00Z"));
        assertThat(PolicyStep.of(facts))
                .isEqualTo(new PolicyStep.Rest(Optional.of(Instant.parse("2026-07-02T00:30:00Z"))));
    }

    @Test
    void whatIsNoScheduleIsSaid() {
        PolicyFacts facts =
                new PolicyFacts(
                        false, "61 * * * *", "UTC", MissedRuns.Skip, TODAY, "", "", false, TODAY);
        assertThat(PolicyStep.of(facts)).isInstanceOf(PolicyStep.Invalid.class);
        PolicyFacts elsewhere =
                new PolicyFacts(
                        false, NIGHTLY, "Atlantis", MissedRuns.Skip, TODAY, "", "", false, TODAY);
        assertThat(PolicyStep.of(elsewhere))
                .isEqualTo(new PolicyStep.Invalid("schedule: no time zone: Atlantis"));
    }

    @Test
    void namesOfRunsFollowFromWhatTheyAreFor() {
        assertThat(PolicyRuns.name("shop", Trigger.Schedule, TODAY, ""))
                .isEqualTo("shop-20261126-0230");
        assertThat(PolicyRuns.name("shop", Trigger.RunNow, TODAY, "a"))
                .isEqualTo(PolicyRuns.name("shop", Trigger.RunNow, TODAY.plusSeconds(9), "a"))
                .isNotEqualTo(PolicyRuns.name("shop", Trigger.RunNow, TODAY, "b"));
    }

    private static PolicyStep at(String now, String since) {
        return PolicyStep.of(facts(now, since));
    }

    private static PolicyFacts facts(String now, String since) {
        return new PolicyFacts(
                false,
                NIGHTLY,
                "UTC",
                MissedRuns.RunOnce,
                Instant.parse(since),
                "",
                "",
                false,
                Instant.parse(now));
    }

    private static PolicyFacts skipping(PolicyFacts of) {
        return new PolicyFacts(
                of.paused(),
                of.schedule(),
                of.timeZone(),
                MissedRuns.Skip,
                of.since(),
                of.runNow(),
                of.lastRunNow(),
                of.active(),
                of.now());
    }

    private static PolicyFacts active(PolicyFacts of, String runNow) {
        return new PolicyFacts(
                of.paused(),
                of.schedule(),
                of.timeZone(),
                of.missedRuns(),
                of.since(),
                runNow,
                of.lastRunNow(),
                true,
                of.now());
    }
}
