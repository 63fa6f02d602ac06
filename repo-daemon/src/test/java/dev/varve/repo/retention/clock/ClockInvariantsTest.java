package dev.varve.repo.retention.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thousands of random histories of a machine that is bent in every way, and after each event the
 * invariants: the clock never decreases, never outruns true time, and stands still in doubt.
 *
 * <p>The oscillator itself is honest: it may run slow, never fast, unless a preloaded library
 * answers in its place.
 */
class ClockInvariantsTest {
    private static final int HISTORIES = 10;
    private static final int EVENTS = 100;
    private static final int KNOWN = 5;
    private static final int NEEDED = 3;
    private static final WitnessKit WITNESS_KIT = new WitnessKit(KNOWN);
    private static final Witnesses WITNESSES = WITNESS_KIT.witnesses(NEEDED);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theClockKeepsItsPromisesThroughEveryHistory(long seed) throws IOException {
        for (int i = 0; i < HISTORIES; i++) {
            new History(seed * HISTORIES + i).run();
        }
    }

    /** One machine's life. */
    private static final class History {
        private final long seed;
        private final Random random;
        private final ClockKit kit;
        private final Duration namespaceOffset;
        private final long startMillis;
        private final long trueStartMillis;
        private ClockStatus before;
        private String event = "start";

        History(long seed) throws IOException {
            this.seed = seed;
            this.random = new Random(seed);
            this.kit = new ClockKit();
            this.namespaceOffset = Duration.ofDays(random.nextInt(-1_000, 1_000));
            if (random.nextBoolean()) {
                kit.machine.moveWall(tenYearsEitherWay());
                kit.slots.putBack(new byte[0][]);
                kit.restart();
            }
            this.before = kit.status();
            this.startMillis = before.rcMillis();
            this.trueStartMillis = kit.machine.trueMillis();
        }

        void run() throws IOException {
            for (int i = 0; i < EVENTS; i++) {
                // Doubts are for ever: most histories must live long without one.
                if (seed % 3 == 0 ? random.nextInt(4) > 0 : random.nextInt(40) > 0) {
                    honest();
                } else {
                    bend();
                }
                check();
            }
        }

        private void honest() throws IOException {
            switch (random.nextInt(8)) {
                case 0 ->
                        happen(
                                "restart",
                                () -> {
                                    kit.machine.pass(upTo(Duration.ofHours(40)));
                                    kit.restart();
                                });
                case 1 ->
                        happen(
                                "reboot",
                                () -> {
                                    kit.machine.reboot(upTo(Duration.ofDays(20)));
                                    kit.restart();
                                });
                case 2 ->
                        happen(
                                "suspend",
                                () -> {
                                    kit.machine.suspend(upTo(Duration.ofDays(3)));
                                    kit.tick();
                                });
                case 3 ->
                        happen(
                                "slow oscillator",
                                () -> kit.machine.rawRate(1 - random.nextInt(500) / 1e6));
                case 4 -> happen("witnesses", this::witnesses);
                case 5 -> happen("torn write", this::tornWrite);
                default ->
                        happen(
                                "tick",
                                () -> {
                                    kit.machine.pass(upTo(Duration.ofSeconds(20)));
                                    kit.tick();
                                });
            }
        }

        private void bend() throws IOException {
            switch (random.nextInt(7)) {
                case 0 -> happen("wall", () -> kit.machine.moveWall(tenYearsEitherWay()));
                case 1 ->
                        happen(
                                "wall, a little",
                                () ->
                                        kit.machine.moveWall(
                                                Duration.ofSeconds(random.nextInt(-299, 300))));
                case 2 ->
                        happen(
                                "adjtimex",
                                () -> kit.machine.steerMonotonic(0.9 + random.nextDouble() / 5));
                case 3 -> happen("time namespace", this::namespace);
                case 4 -> happen("preload", this::preload);
                case 5 ->
                        happen(
                                "snapshot",
                                () -> kit.machine.backToSnapshot(upTo(Duration.ofHours(1))));
                default ->
                        happen(
                                "flip",
                                () -> {
                                    kit.slots.flip(
                                            random.nextInt(2),
                                            random.nextInt(ClockRecordFormat.LENGTH));
                                    kit.restart();
                                });
            }
        }

        private void namespace() throws IOException {
            if (kit.machine.isShifted()) {
                kit.machine.leaveNamespace(namespaceOffset);
            } else {
                kit.machine.enterNamespace(namespaceOffset);
            }
            kit.restart();
        }

        /** A new process, whose clocks run at any speed as long as it lives. */
        private void preload() throws IOException {
            boolean present = !kit.machine.isPreloaded();
            double rate = present ? 0.1 + 50 * random.nextDouble() : 1;
            kit.machine.preload(present).rawRate(rate).steerMonotonic(rate);
            if (!present) {
                // What a library answered for ends with its process.
                kit.machine.reboot(Duration.ZERO);
            }
            kit.restart();
        }

        private void tornWrite() throws IOException {
            kit.machine.pass(ClockKit.TICK);
            kit.slots.tearNextWriteAt(random.nextInt(ClockRecordFormat.LENGTH + 1));
            try {
                kit.tick();
            } catch (IOException powerFailed) {
                event += ", which failed";
            } finally {
                // A frozen clock writes nothing.
                kit.slots.tearNextWriteAt(-1);
            }
            kit.restart();
        }

        /** Honest ones, and as many liars as a quorum must withstand. */
        private void witnesses() throws IOException {
            WitnessQuestion question = kit.clock.question(new SecureRandom());
            List<byte[]> answers = new ArrayList<>();
            int liars = random.nextInt(NEEDED);
            for (int i = 0; i < KNOWN; i++) {
                long radius = random.nextInt(5_000);
                long midpoint = kit.machine.trueMillis() + random.nextLong(-radius, radius + 1);
                if (i < liars) {
                    midpoint += Duration.ofDays(random.nextInt(-400, 4_000)).toMillis();
                }
                if (random.nextInt(4) > 0) {
                    answers.add(WITNESS_KIT.answer(i, question, midpoint, radius));
                }
            }
            kit.clock.hear(WITNESSES, question, answers);
        }

        private void happen(String name, Happening happening) throws IOException {
            event = name;
            happening.run();
        }

        private void check() {
            ClockStatus now = kit.status();
            String where = "seed " + seed + " after " + event + ": " + now;
            if (now.doubts().contains(Doubt.SLOTS_BAD)) {
                assertThat(now.mayExpire()).as(where).isFalse();
                assertThat(now.rcMillis()).as(where).isZero();
                return;
            }
            long passedMillis = kit.machine.trueMillis() - trueStartMillis;
            assertThat(now.rcMillis()).as(where).isGreaterThanOrEqualTo(before.rcMillis());
            assertThat(now.rcMillis())
                    .as(where)
                    .isLessThanOrEqualTo(
                            Math.max(startMillis + passedMillis, kit.machine.trueMillis()));
            assertThat(now.caughtUpMillis()).as(where).isLessThanOrEqualTo(now.gapMillis());
            if (!now.mayExpire()) {
                assertThat(now.rcMillis()).as(where).isEqualTo(before.rcMillis());
            }
            if (!before.mayExpire()) {
                assertThat(now.mayExpire()).as(where).isFalse();
            }
            before = now;
        }

        private Duration tenYearsEitherWay() {
            return Duration.ofMinutes(random.nextInt(-5_000_000, 5_000_000));
        }

        private Duration upTo(Duration most) {
            return Duration.ofMillis(random.nextLong(most.toMillis()));
        }
    }

    /** Something that happens to a machine. */
    @FunctionalInterface
    private interface Happening {
        void run() throws IOException;
    }
}
