package dev.varve.k8s.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class WorkersTest {
    @Test
    void aKeyIsWorkedOnOnceAtATimeAndMayComeAgain() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Workers workers = new Workers("test", 2)) {
            assertThat(workers.offer("a", stop -> go.await())).isTrue();
            assertThat(workers.offer("a", stop -> {})).isFalse();
            assertThat(workers.has("a")).isTrue();
            go.countDown();
            Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !workers.has("a"));
            assertThat(workers.offer("a", stop -> {})).isTrue();
        }
    }

    @Test
    void aCancelReachesTheWorkAndTheEndOfAllReachesAll() throws Exception {
        AtomicBoolean cancelled = new AtomicBoolean();
        AtomicBoolean ended = new AtomicBoolean();
        try (Workers workers = new Workers("test", 2)) {
            boolean _ =
                    workers.offer(
                            "a",
                            stop -> {
                                untilAsked(stop);
                                cancelled.set(!stop.controllerEnds());
                            });
            boolean _ =
                    workers.offer(
                            "b",
                            stop -> {
                                untilAsked(stop);
                                ended.set(stop.controllerEnds());
                            });
            workers.cancel("a");
            Awaitility.await().atMost(Duration.ofSeconds(5)).untilTrue(cancelled);
        }
        assertThat(ended).isTrue();
    }

    @Test
    void workThatFailsInAWayNobodyExpectedLeavesItsThreadFree() {
        AtomicBoolean done = new AtomicBoolean();
        try (Workers workers = new Workers("test", 1)) {
            boolean _ =
                    workers.offer(
                            "a",
                            stop -> {
                                throw new IllegalStateException("unexpected");
                            });
            boolean _ = workers.offer("b", stop -> done.set(true));
            Awaitility.await().atMost(Duration.ofSeconds(5)).untilTrue(done);
            assertThat(workers.has("a")).isFalse();
        }
    }

    private static void untilAsked(Work.Stop stop) throws InterruptedException {
        while (!stop.cancellation().cancelled()) {
            Thread.sleep(10);
        }
    }
}
