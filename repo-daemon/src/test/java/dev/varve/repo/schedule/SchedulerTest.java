package dev.varve.repo.schedule;

import static dev.varve.repo.schedule.SchedulerKit.at;
import static dev.varve.repo.schedule.SchedulerKit.plan;
import static dev.varve.repo.schedule.SchedulerKit.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulerTest {
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir Path folder = Path.of("");
    private SchedulerKit kit = new SchedulerKit(folder);
    private final ScriptedJob job = new ScriptedJob("scrub");

    @BeforeEach
    void onThisFolder() {
        kit = new SchedulerKit(folder);
    }

    @Test
    void aJobRunsAtItsTimesAndOnlyThen() throws IOException {
        Scheduler scheduler = kit.scheduler(1, at("0 */6 * * *", job));
        List<Instant> times = new ArrayList<>();
        job.body = context -> times.add(kit.clock.instant());

        kit.pass(scheduler, DAY);

        assertThat(times).extracting(Instant::toString).allMatch(time -> time.endsWith(":00:30Z"));
        assertThat(times).hasSize(4);
        assertThat(outcomes(scheduler)).containsOnly("SCHEDULE SUCCEEDED");
        assertThat(scheduler.job("scrub").state()).isInstanceOf(JobState.Planned.class);
    }

    @Test
    void jitterPutsATimeOffWithinItsBound() throws IOException {
        Scheduler scheduler =
                kit.scheduler(
                        1, new ScheduledJob(job, plan("0 * * * *", Duration.ofMinutes(10), "")));
        List<Long> minutes = new ArrayList<>();
        job.body = context -> minutes.add(kit.clock.instant().getEpochSecond() / 60 % 60);

        kit.pass(scheduler, DAY);

        assertThat(minutes).hasSize(23).allMatch(minute -> minute <= 10);
        assertThat(minutes.stream().distinct()).hasSizeGreaterThan(3);
    }

    @Test
    void timesThatPassWhileAJobRunsAreLeftOut() throws IOException {
        Scheduler scheduler = kit.scheduler(4, at("0 * * * *", job));
        job.body =
                context -> {
                    kit.clock.advance(Duration.ofHours(3));
                    scheduler.tick();
                    assertThat(kit.begun).isEmpty();
                };

        kit.pass(scheduler, Duration.ofMinutes(60));
        scheduler.tick();

        assertThat(job.runs()).isEqualTo(1);
        assertThat(kit.begun).isEmpty();
        assertThat(scheduler.job("scrub").next().orElseThrow()).isEqualTo("2026-03-01T05:00:00Z");
    }

    @Test
    void noMoreRunAtOnceThanAreAllowed() throws IOException {
        ScriptedJob other = new ScriptedJob("other");
        ScriptedJob third = new ScriptedJob("third");
        Scheduler scheduler =
                kit.scheduler(
                        2, at("1 0 * * *", job), at("1 0 * * *", other), at("1 0 * * *", third));

        kit.clock.advance(Duration.ofMinutes(1));
        scheduler.tick();

        assertThat(kit.begun).hasSize(2);
        assertThat(scheduler.job("third").state())
                .isEqualTo(new JobState.Waiting(Instant.parse("2026-03-01T00:01:00Z"), "its turn"));
        kit.work();
        scheduler.tick();
        kit.work();
        assertThat(third.runs()).isEqualTo(1);
    }

    @Test
    void timesThatPassedWhileNoDaemonRanAreMadeUpForOnce() throws IOException {
        kit.pass(kit.scheduler(1, at("0 * * * *", job)), Duration.ofHours(2));
        assertThat(job.runs()).isEqualTo(2);

        kit.clock.advance(Duration.ofDays(10));
        Scheduler after = kit.scheduler(1, at("0 * * * *", job));
        kit.pass(after, Duration.ofMinutes(10));

        assertThat(job.runs()).isEqualTo(3);
        assertThat(outcomes(after)).endsWith("MISSED SUCCEEDED");
    }

    @Test
    void aFirstStartMakesUpForNothing() {
        Scheduler scheduler = kit.scheduler(1, at("0 0 1 * *", job));

        kit.pass(scheduler, DAY);

        assertThat(job.runs()).isZero();
    }

    @Test
    void aRunIsPausedAtTheEndOfItsWindowAndGoesOnInTheNext() throws IOException {
        Scheduler scheduler = kit.scheduler(1, within("22:00-06:00", "0 5 * * *", job));
        job.body =
                context -> {
                    if (context.resumeToken().length == 0) {
                        context.saveToken(ScriptedJob.token("half"));
                        kit.clock.set("2026-03-01T06:00:00Z");
                        scheduler.tick();
                        context.proceed();
                    }
                };

        kit.pass(scheduler, Duration.ofHours(5));
        assertThat(outcomes(scheduler)).containsExactly("SCHEDULE PAUSED");
        kit.pass(scheduler, Duration.ofHours(15));
        assertThat(job.runs()).isEqualTo(1);
        assertThat(scheduler.job("scrub").state())
                .isInstanceOfSatisfying(
                        JobState.Waiting.class,
                        waiting -> assertThat(waiting.forWhat()).contains("22:00-06:00"));

        kit.pass(scheduler, Duration.ofHours(1));

        assertThat(outcomes(scheduler)).containsExactly("SCHEDULE PAUSED", "RESUME SUCCEEDED");
        assertThat(job.tokens).containsExactly("", "half");
        assertThat(scheduler.job("scrub").resumable()).isFalse();
    }

    @Test
    void whatIsDueOutsideOfItsWindowWaitsForIt() {
        Scheduler scheduler = kit.scheduler(1, within("22:00-06:00", "0 12 * * *", job));

        kit.pass(scheduler, Duration.ofHours(21));
        assertThat(job.runs()).isZero();
        kit.pass(scheduler, Duration.ofHours(1));

        assertThat(job.runs()).isEqualTo(1);
    }

    @Test
    void aCancelledRunEndsAndGoesOnOnlyAtItsNextTime() throws IOException {
        Scheduler scheduler = kit.scheduler(1, at("0 * * * *", job));
        job.body =
                context -> {
                    if (job.runs() == 1) {
                        context.saveToken(ScriptedJob.token("here"));
                        scheduler.cancel("scrub");
                        assertThat(scheduler.job("scrub").state())
                                .isInstanceOfSatisfying(
                                        JobState.Running.class,
                                        running ->
                                                assertThat(running.stop())
                                                        .contains(StopReason.CANCELLED));
                        context.proceed();
                    }
                };

        kit.pass(scheduler, Duration.ofMinutes(119));
        assertThat(outcomes(scheduler)).containsExactly("SCHEDULE CANCELLED");
        kit.pass(scheduler, Duration.ofMinutes(1));

        assertThat(job.tokens).containsExactly("", "here");
    }

    @Test
    void aRunThatTheDaemonsStopBrokeOffGoesOnAfterTheStart() throws IOException {
        Scheduler scheduler = kit.scheduler(1, at("0 1 1 1 *", job));
        CountDownLatch inside = new CountDownLatch(1);
        job.body =
                context -> {
                    if (job.runs() == 1) {
                        context.saveToken(ScriptedJob.token("vault 3"));
                        inside.countDown();
                        while (!context.stopAsked()) {
                            Thread.onSpinWait();
                        }
                        context.proceed();
                    }
                };
        scheduler.request("scrub");
        Thread thread = Thread.ofPlatform().start(kit.begun.remove());
        awaitQuietly(inside);

        scheduler.close();

        joinQuietly(thread);
        assertThat(outcomes(scheduler)).containsExactly("REQUEST STOPPED");
        Scheduler after = kit.scheduler(1, at("0 1 1 1 *", job));
        after.tick();
        kit.work();
        assertThat(outcomes(after)).containsExactly("REQUEST STOPPED", "RESUME SUCCEEDED");
        assertThat(job.tokens).containsExactly("", "vault 3");
    }

    @Test
    void aRunThatDiedWithTheDaemonGoesOnAMinuteAfterTheStart() throws IOException {
        Scheduler killed = kit.scheduler(1, at("0 1 1 1 *", job));
        job.body = context -> context.saveToken(ScriptedJob.token("page 9"));
        killed.request("scrub");
        kit.begun.clear();

        Scheduler after = kit.scheduler(1, at("0 1 1 1 *", job));
        after.tick();
        assertThat(kit.begun).isEmpty();
        kit.pass(after, Duration.ofMinutes(1));

        assertThat(outcomes(after)).containsExactly("REQUEST DIED", "RESUME SUCCEEDED");
    }

    @Test
    void aFailedRunIsKeptWithItsWordsAndTriedAtItsNextTime() throws IOException {
        Scheduler scheduler = kit.scheduler(1, at("0 * * * *", job));
        job.body =
                context -> {
                    if (job.runs() == 1) {
                        throw new IOException("disk /dev/x is gone");
                    }
                    throw new IllegalStateException("a bug");
                };

        kit.pass(scheduler, Duration.ofHours(2));

        assertThat(scheduler.job("scrub").runs())
                .extracting(Run::outcome)
                .containsExactly(
                        new Outcome.Failed("disk /dev/x is gone"), new Outcome.Failed("a bug"));
        assertThat(kit.heard).contains("started scrub", "ended scrub FAILED");
    }

    @Test
    void aTokenThatARunFailsAtIsDropped() {
        Scheduler scheduler = kit.scheduler(1, at("0 * * * *", job));
        job.body =
                context -> {
                    if (job.runs() == 1) {
                        context.saveToken(ScriptedJob.token("poison"));
                    }
                    throw new IOException("cannot go on");
                };

        kit.pass(scheduler, Duration.ofHours(3));

        assertThat(job.tokens).containsExactly("", "poison", "");
    }

    @Test
    void whoAsksIsServedWhateverTimesAndWindowSay() throws IOException {
        Scheduler scheduler = kit.scheduler(1, within("22:00-23:00", "0 22 * * *", job));
        job.body =
                context -> {
                    context.progress(3, 9, "points");
                    scheduler.tick();
                    assertThat(context.stopAsked()).isFalse();
                    assertThatThrownBy(() -> scheduler.request("scrub"))
                            .isInstanceOfSatisfying(
                                    ProtocolException.class,
                                    e -> assertThat(e.code()).isEqualTo(ErrorCode.SESSION_BUSY));
                };

        scheduler.request("scrub");
        kit.work();

        assertThat(outcomes(scheduler)).containsExactly("REQUEST SUCCEEDED");
        assertThat(kit.heard).contains("scrub 3/9points");
    }

    @Test
    void aDisabledJobRunsOnlyWhenAskedFor() throws IOException {
        JobPlan off = plan("* * * * *", Duration.ZERO, "");
        Scheduler scheduler =
                kit.scheduler(
                        1,
                        new ScheduledJob(
                                job, new JobPlan(false, off.cron(), off.jitter(), off.window())));

        kit.pass(scheduler, DAY);
        assertThat(job.runs()).isZero();
        assertThat(scheduler.job("scrub").state()).isEqualTo(new JobState.Disabled());
        scheduler.request("scrub");
        kit.work();

        assertThat(job.runs()).isEqualTo(1);
    }

    @Test
    void aWallClockThatIsSetBackStopsNoJob() {
        Scheduler scheduler = kit.scheduler(1, at("0 * * * *", job));
        kit.pass(scheduler, Duration.ofHours(1));

        kit.clock.set("2016-03-01T00:00:30Z");
        kit.pass(scheduler, Duration.ofHours(2));

        assertThat(job.runs()).isEqualTo(3);
    }

    @Test
    void aDamagedFileBeginsAfreshAndFailsNoStart() throws IOException {
        kit.pass(kit.scheduler(1, at("0 * * * *", job)), Duration.ofHours(1));
        Files.writeString(folder.resolve("scrub.json"), "{\"format\":\"varve-job\",");

        Scheduler after = kit.scheduler(1, at("0 * * * *", job));
        kit.pass(after, Duration.ofHours(1));

        assertThat(after.job("scrub").runs()).hasSize(1);
    }

    @Test
    void theHistoryIsBounded() throws IOException {
        Scheduler scheduler = kit.scheduler(1, at("* * * * *", job));

        kit.pass(scheduler, Duration.ofMinutes(130));

        List<Run> runs = scheduler.job("scrub").runs();
        assertThat(runs).hasSize(100);
        assertThat(runs.getLast().start().number()).isEqualTo(130);
    }

    @Test
    void aJobThatFindsMuchEachTimeKeepsItsHistory() throws IOException {
        String finding = "\uD83D\uDCA5".repeat(400);
        Job finder =
                new Job() {
                    @Override
                    public String name() {
                        return "scrub";
                    }

                    @Override
                    public JobResult run(JobContext context) {
                        return new JobResult("x".repeat(499) + finding, many(finding), 7_000);
                    }
                };
        kit.pass(kit.scheduler(1, at("* * * * *", finder)), Duration.ofMinutes(110));

        List<Run> runs = kit.scheduler(1, at("* * * * *", finder)).job("scrub").runs();

        assertThat(runs).hasSize(100);
        assertThat(runs)
                .extracting(run -> ((Outcome.Succeeded) run.outcome()).result().findingsCount())
                .containsOnly(7_000L);
        assertThat(runs)
                .extracting(run -> ((Outcome.Succeeded) run.outcome()).result().findings().size())
                .startsWith(0, 0)
                .endsWith(100, 100);
    }

    private static List<String> many(String finding) {
        return Collections.nCopies(7_000, finding);
    }

    @Test
    void anUnknownJobIsSaidSo() {
        Scheduler scheduler = kit.scheduler(1, at("* * * * *", job));

        assertThatThrownBy(() -> scheduler.request("scrubb"))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.advice()).isEqualTo("There are: scrub"))
                .hasMessageContaining("scrubb");
    }

    private static List<String> outcomes(Scheduler scheduler) throws IOException {
        return scheduler.job("scrub").runs().stream()
                .map(run -> run.start().trigger() + " " + run.outcome().label())
                .toList();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void joinQuietly(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
