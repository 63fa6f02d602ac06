package dev.varve.repo.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.repo.schedule.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlarmsTest {
    @TempDir Path folder = Path.of("");
    private final FakeClock clock = new FakeClock("2026-03-01T00:00:00Z");
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    private final List<Alarms> opened = new ArrayList<>();

    /** A receiver that a test gives its mood. */
    private interface Mood {
        void receive(AlarmNotice notice) throws IOException, InterruptedException;
    }

    private Alarms open(Mood mood) {
        Notifier notifier =
                new Notifier() {
                    @Override
                    public String name() {
                        return "a test";
                    }

                    @Override
                    public void send(AlarmNotice notice) throws IOException, InterruptedException {
                        mood.receive(notice);
                        told.add(notice.event() + " " + notice.alarm().key());
                    }
                };
        Delivery delivery =
                Delivery.start(notifier, pauses::add, Thread.ofPlatform().daemon().factory());
        Alarms alarms =
                new Alarms(new AlarmFile(folder.resolve("x/alarms")), clock, List.of(delivery));
        opened.add(alarms);
        return alarms;
    }

    @AfterEach
    void close() {
        opened.forEach(Alarms::close);
    }

    @Test
    void anAlarmIsToldOnceUntilItIsClearedAndThenAgain() {
        Alarms alarms = open(notice -> {});

        alarms.clear(AlarmKind.JOB_FAILED, "scrub");
        raise(alarms, "scrub", "once");
        clock.advance(Duration.ofHours(1));
        raise(alarms, "scrub", "twice");
        raise(alarms, "expiry", "other");
        assertThat(alarms.active()).extracting(Alarm::what).containsExactly("twice", "other");
        assertThat(alarms.active().getFirst().sinceMillis())
                .isEqualTo(clock.millis() - Duration.ofHours(1).toMillis());
        alarms.clear(AlarmKind.JOB_FAILED, "scrub");
        alarms.clear(AlarmKind.JOB_FAILED, "scrub");
        raise(alarms, "scrub", "again");
        alarms.close();

        assertThat(told)
                .containsExactly(
                        "RAISED JOB_FAILED/scrub",
                        "RAISED JOB_FAILED/expiry",
                        "CLEARED JOB_FAILED/scrub",
                        "RAISED JOB_FAILED/scrub");
    }

    @Test
    void aRestartTellsNothingAgainAndClearsWhatIsOver() {
        Alarms before = open(notice -> {});
        raise(before, "scrub", "failed");
        before.close();

        Alarms after = open(notice -> {});
        raise(after, "scrub", "failed");
        after.clear(AlarmKind.JOB_FAILED, "scrub");
        after.close();

        assertThat(told).containsExactly("RAISED JOB_FAILED/scrub", "CLEARED JOB_FAILED/scrub");
    }

    @Test
    void aDamagedListBeginsAfresh() throws IOException {
        Files.createDirectories(folder.resolve("x"));
        for (String damaged :
                List.of("", "{", "[]", "{\"format\":\"varve-alarms\",\"version\":2}")) {
            Files.writeString(folder.resolve("x/alarms"), damaged);
            assertThat(open(notice -> {}).active()).as(damaged).isEmpty();
        }
    }

    @Test
    void aReceiverThatDoesNotAnswerIsAskedAgainAfterLongerAndLongerPauses() {
        AtomicInteger attempts = new AtomicInteger();
        Alarms alarms =
                open(notice -> {
                    if (attempts.incrementAndGet() < 4) {
                        throw new IOException("no answer");
                    }
                });

        raise(alarms, "scrub", "failed");
        alarms.close();

        assertThat(told).containsExactly("RAISED JOB_FAILED/scrub");
        assertThat(pauses)
                .containsExactly(
                        Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(8));
        assertThat(alarms.lost()).isZero();
    }

    @Test
    void whatNobodyTakesIsCountedAndNotTriedForEver() {
        Alarms alarms =
                open(notice -> {
                    throw new IOException("never");
                });

        raise(alarms, "scrub", "failed");
        alarms.close();

        assertThat(alarms.lost()).isEqualTo(1);
        assertThat(pauses).hasSize(9).contains(Duration.ofMinutes(5));
        assertThat(alarms.active()).hasSize(1);
    }

    @Test
    void aReceiverThatWillNeverTakeItIsAskedOnce() {
        Alarms alarms =
                open(notice -> {
                    throw new ProtocolException(ErrorCode.CONFIGURATION, "gone", "");
                });

        raise(alarms, "scrub", "failed");
        alarms.close();

        assertThat(alarms.lost()).isEqualTo(1);
        assertThat(pauses).isEmpty();
    }

    @Test
    void aBugOfOneNotifierEndsNotTheNext() {
        Alarms alarms =
                open(notice -> {
                    if (notice.alarm().where().equals("scrub")) {
                        throw new IllegalStateException("bug");
                    }
                });

        raise(alarms, "scrub", "failed");
        raise(alarms, "expiry", "failed");
        alarms.close();

        assertThat(told).containsExactly("RAISED JOB_FAILED/expiry");
        assertThat(alarms.lost()).isEqualTo(1);
    }

    @Test
    void aReceiverThatHangsHoldsNobodyUpAndItsQueueIsBounded() {
        CountDownLatch never = new CountDownLatch(1);
        Alarms alarms = open(notice -> never.await());

        for (int round = 0; round < 120; round++) {
            raise(alarms, "scrub", "failed");
            alarms.clear(AlarmKind.JOB_FAILED, "scrub");
        }

        assertThat(alarms.lost()).isBetween(139L, 140L);
        never.countDown();
        await().until(() -> told.size() >= 100);
    }

    private static void raise(Alarms alarms, String where, String what) {
        alarms.raise(AlarmKind.JOB_FAILED, Severity.WARNING, where, what, "look");
    }
}
