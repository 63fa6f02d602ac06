package dev.varve.repo.retention.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClockTickerTest {
    private final ClockKit kit = new ClockKit();
    private final ByHand scheduler = new ByHand();

    ClockTickerTest() throws IOException {}

    @Test
    void theClockTicksAsOftenAsItsSchedulerSays() {
        long startMillis = kit.status().rcMillis();
        try (ClockTicker _ = ClockTicker.start(kit.clock, scheduler)) {
            assertThat(scheduler.periodMillis).isEqualTo(10_000);
            kit.machine.pass(ClockKit.TICK);
            scheduler.run();
            kit.machine.pass(ClockKit.TICK);
            scheduler.run();

            assertThat(kit.status().rcMillis() - startMillis).isEqualTo(20_000);
        }
        assertThat(scheduler.isTerminated()).isTrue();
    }

    @Test
    void aFailedTickDoesNotEndTheTicksAfterIt() {
        long startMillis = kit.status().rcMillis();
        try (ClockTicker _ = ClockTicker.start(kit.clock, scheduler)) {
            kit.slots.refuse(true);
            kit.machine.pass(ClockKit.TICK);
            scheduler.run();
            assertThat(kit.status().rcMillis()).isEqualTo(startMillis);

            kit.slots.refuse(false);
            scheduler.run();
            assertThat(kit.status().rcMillis() - startMillis).isEqualTo(10_000);
        }
    }

    /** Runs what was scheduled when it is told to. */
    private static final class ByHand extends ScheduledThreadPoolExecutor {
        private Runnable task = () -> {};
        private long periodMillis;

        ByHand() {
            super(1);
        }

        void run() {
            task.run();
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(
                Runnable command, long initialDelay, long delay, TimeUnit unit) {
            task = command;
            periodMillis = unit.toMillis(delay);
            return schedule((Callable<@Nullable Object>) () -> null, 0, unit);
        }
    }
}
