package dev.varve.repo.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PullPriorityTest {
    private static final long MIB = 1 << 20;

    private long nanos;
    private final PullPriority priority = new PullPriority(() -> nanos);

    @Test
    void pushesDoNotWaitWhenNobodyPulls() {
        assertThat(priority.waitNanos(priority.afterRun(MIB))).isZero();
    }

    @Test
    void aPushWaitsUntilPullsHadThreeTimesItsBytes() {
        priority.works();
        PullPriority.Turn turn = priority.afterRun(MIB);

        priority.pulled(3 * MIB - 1);
        assertThat(priority.waitNanos(turn)).isPositive();
        priority.pulled(1);
        assertThat(priority.waitNanos(turn)).isZero();
    }

    @Test
    void aPushIsNotStarvedByAPullThatSendsNothing() {
        priority.works();
        PullPriority.Turn turn = priority.afterRun(MIB);

        nanos += PullPriority.LONGEST_WAIT_NANOS - 1;
        assertThat(priority.waitNanos(turn)).isEqualTo(1);
        nanos++;
        assertThat(priority.waitNanos(turn)).isZero();
    }

    @Test
    void aPushGoesOnWhenTheLastPullEndsOrWaitsForItsClient() {
        priority.works();
        priority.works();
        PullPriority.Turn turn = priority.afterRun(MIB);

        priority.rests();
        assertThat(priority.waitNanos(turn)).isPositive();
        priority.rests();
        assertThat(priority.waitNanos(turn)).isZero();
    }

    @Test
    void besideABusyPullAPushHasAQuarterOfTheBytes() {
        priority.works();
        long pushed = 0;
        long pulled = 0;
        PullPriority.Turn turn = PullPriority.Turn.NOW;
        for (int tick = 0; tick < 4000; tick++) {
            nanos += 1_000_000;
            priority.pulled(MIB / 4);
            pulled += MIB / 4;
            if (priority.waitNanos(turn) == 0) {
                pushed += MIB;
                turn = priority.afterRun(MIB);
            }
        }

        assertThat((double) pulled / pushed).isBetween(2.9, 3.1);
    }
}
