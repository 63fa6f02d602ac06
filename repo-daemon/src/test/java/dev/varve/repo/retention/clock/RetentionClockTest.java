package dev.varve.repo.retention.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.model.Uid;
import dev.varve.repo.retention.clock.ClockState.Name;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each row of docs/formats/clock.md, "What happens when". */
class RetentionClockTest {
    private static final Duration TEN_YEARS = Duration.ofDays(3653);

    private final ClockKit kit = new ClockKit();
    private final long startMillis = kit.status().rcMillis();

    RetentionClockTest() throws IOException {}

    private long passedMillis() {
        return kit.status().rcMillis() - startMillis;
    }

    private static Duration ticks(int count) {
        return ClockKit.TICK.multipliedBy(count);
    }

    @Test
    void theFirstStartBelievesTheWallClockOnce() {
        assertThat(startMillis).isEqualTo(kit.machine.trueMillis());
        assertThat(kit.status().state()).isEqualTo(Name.RUNNING);
        assertThat(kit.status().mayExpire()).isTrue();
        assertThat(kit.status().reasons()).isEmpty();
    }

    @Test
    void undisturbedItRunsWithTrueTime() throws IOException {
        kit.ticks(360);

        assertThat(passedMillis()).isEqualTo(Duration.ofHours(1).toMillis());
        assertThat(kit.status().gapMillis()).isZero();
    }

    @Test
    void partsOfMillisecondsAreNotLost() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            kit.machine.pass(Duration.ofNanos(1_999_999));
            kit.tick();
        }

        assertThat(passedMillis()).isEqualTo(1_999);
    }

    @Test
    void everyTickIsWrittenAndFlushed() throws IOException {
        int before = kit.slots.writes;

        kit.ticks(7);

        assertThat(kit.slots.writes - before).isEqualTo(7);
    }

    @Test
    void aRestartInTheSameBootCreditsTheTimeBetween() throws IOException {
        kit.ticks(3);
        kit.machine.pass(Duration.ofHours(5));

        kit.restart();

        assertThat(passedMillis()).isEqualTo(Duration.ofHours(5).plus(ticks(3)).toMillis());
        assertThat(kit.status().state()).isEqualTo(Name.RUNNING);
    }

    @Test
    void aRestartCreditsNoMoreThanADayAndTheRestIsAGap() throws IOException {
        kit.machine.pass(Duration.ofHours(30));

        kit.restart();

        assertThat(passedMillis()).isEqualTo(Duration.ofHours(24).toMillis());
        assertThat(kit.status().gapMillis()).isEqualTo(Duration.ofHours(6).toMillis());
    }

    @Test
    void aRebootCreditsNothingAndRecordsTheGap() throws IOException {
        kit.ticks(2);
        kit.machine.reboot(Duration.ofHours(3));

        kit.restart();

        assertThat(passedMillis()).isEqualTo(ticks(2).toMillis());
        assertThat(kit.status().gapMillis())
                .isEqualTo(Duration.ofHours(3).plusSeconds(1).toMillis());
        assertThat(kit.status().state()).isEqualTo(Name.RUNNING);
        kit.ticks(2);
        assertThat(passedMillis()).isEqualTo(ticks(4).toMillis());
    }

    @Test
    void aBootThatCannotBeToldFromAnotherCreditsNothing() throws IOException {
        kit.machine.hideBoot();
        kit.ticks(5);

        assertThat(passedMillis()).isZero();
        assertThat(kit.status().state()).isEqualTo(Name.RUNNING);
    }

    @Test
    void suspendedTimeIsAGapAndNotCredited() throws IOException {
        kit.machine.pass(Duration.ofSeconds(4)).suspend(Duration.ofHours(8));
        kit.machine.pass(Duration.ofSeconds(6));
        kit.tick();

        assertThat(passedMillis()).isEqualTo(ticks(1).toMillis());
        assertThat(kit.status().gapMillis()).isEqualTo(Duration.ofHours(8).toMillis());
        assertThat(kit.status().state()).isEqualTo(Name.RUNNING);
    }

    @Test
    void aWallClockTenYearsOnMovesNothingAndIsAnAlarm() throws IOException {
        wallMoved(TEN_YEARS);
    }

    @Test
    void aWallClockTenYearsBackMovesNothingAndIsAnAlarm() throws IOException {
        wallMoved(TEN_YEARS.negated());
    }

    private void wallMoved(Duration by) throws IOException {
        kit.ticks(3);
        kit.machine.moveWall(by);
        kit.ticks(3);

        assertThat(passedMillis()).isEqualTo(ticks(3).toMillis());
        assertThat(kit.status().state()).isEqualTo(Name.SUSPECT);
        assertThat(kit.status().mayExpire()).isFalse();
        assertThat(kit.status().summary()).contains("the wall clock was moved");
        assertThat(kit.status().gapMillis()).isEqualTo(ticks(3).toMillis());
    }

    @Test
    void aWallClockMovedWhileTheDaemonIsDownIsAnAlarm() throws IOException {
        kit.machine.pass(Duration.ofHours(1)).moveWall(Duration.ofSeconds(301));

        assertThat(kit.restart().doubts()).containsExactly(Doubt.WALL_STEP);
        assertThat(passedMillis()).isZero();
    }

    @Test
    void aWallClockSetBackBetweenBootsIsAnAlarm() throws IOException {
        kit.ticks(1);
        kit.machine.reboot(Duration.ofMinutes(1)).moveWall(TEN_YEARS.negated());

        assertThat(kit.restart().doubts()).containsExactly(Doubt.WALL_STEP);
        assertThat(kit.status().gapMillis()).isEqualTo(1_000);
    }

    @Test
    void aWallClockSetForwardBetweenBootsCreditsNothing() throws IOException {
        kit.machine.reboot(Duration.ofMinutes(1)).moveWall(TEN_YEARS);

        kit.restart();

        assertThat(passedMillis()).isZero();
        assertThat(kit.ticks(3).state()).isEqualTo(Name.RUNNING);
        assertThat(passedMillis()).isEqualTo(ticks(3).toMillis());
    }

    @Test
    void aSmallStepOfTheWallClockIsNoAlarm() throws IOException {
        kit.machine.moveWall(Duration.ofSeconds(299));

        assertThat(kit.ticks(1).state()).isEqualTo(Name.RUNNING);
    }

    @Test
    void monotonicSpedUpByAdjtimexGainsNothingAndIsAnAlarm() throws IOException {
        kit.machine.steerMonotonic(1.1);
        kit.ticks(10);

        assertThat(passedMillis()).isZero();
        assertThat(kit.status().doubts()).containsExactly(Doubt.SOURCES_DIVERGE);
    }

    @Test
    void monotonicSpedUpALittleGainsNothing() throws IOException {
        kit.machine.steerMonotonic(1.0005);
        kit.ticks(1_000);

        assertThat(passedMillis()).isEqualTo(ticks(1_000).toMillis());
        assertThat(kit.status().state()).isEqualTo(Name.RUNNING);
    }

    @Test
    void monotonicSlowedDownKeepsDataLonger() throws IOException {
        kit.machine.steerMonotonic(0.95);
        kit.ticks(1_000);

        assertThat(passedMillis()).isEqualTo(ticks(950).toMillis());
        assertThat(kit.status().state()).isEqualTo(Name.RUNNING);
    }

    @Test
    void aTimeNamespaceIsAnAlarmWhateverItsOffset() throws IOException {
        kit.ticks(2);
        kit.machine.enterNamespace(Duration.ofDays(400)).pass(ClockKit.TICK);

        kit.restart();

        assertThat(kit.status().doubts()).containsExactly(Doubt.TIME_NAMESPACE);
        assertThat(passedMillis()).isEqualTo(ticks(2).toMillis());
    }

    @Test
    void aTimeNamespaceThatIsBehindIsNotTakenForASnapshot() throws IOException {
        kit.machine.enterNamespace(Duration.ofSeconds(-3)).pass(Duration.ofSeconds(1));

        assertThat(kit.restart().doubts()).containsExactly(Doubt.TIME_NAMESPACE);
    }

    @Test
    void leavingTheTimeNamespaceDoesNotEndTheDoubt() throws IOException {
        kit.machine.enterNamespace(Duration.ofDays(400)).pass(ClockKit.TICK);
        kit.restart();
        kit.machine.leaveNamespace(Duration.ofDays(400)).pass(ClockKit.TICK);

        assertThat(kit.restart().state()).isEqualTo(Name.SUSPECT);
        assertThat(passedMillis()).isZero();
    }

    @Test
    void aFirstStartInATimeNamespaceIsSuspectFromTheBeginning() throws IOException {
        FakeClockSource machine = new FakeClockSource().enterNamespace(Duration.ZERO);

        RetentionClock clock =
                RetentionClock.open(
                        new MemorySlots(), ClockKit.HOUSE, ClockKit.REPOSITORY, machine);

        assertThat(clock.status().state()).isEqualTo(Name.SUSPECT);
    }

    @Test
    void aPreloadIsAnAlarmAndItsFastClocksGainNothing() throws IOException {
        kit.ticks(2);
        kit.machine.preload(true).rawRate(60).steerMonotonic(60);
        kit.machine.pass(Duration.ofHours(1));
        kit.restart();
        kit.ticks(20);

        assertThat(passedMillis()).isEqualTo(ticks(2).toMillis());
        assertThat(kit.status().doubts()).contains(Doubt.PRELOAD);
        assertThat(kit.status().summary()).contains("a preloaded library");
    }

    @Test
    void aSnapshotPutBackUnderARunningDaemonFreezes() throws IOException {
        kit.ticks(100);
        kit.machine.backToSnapshot(Duration.ofMinutes(5));
        kit.tick();

        assertThat(kit.status().state()).isEqualTo(Name.FROZEN);
        assertThat(kit.status().doubts()).contains(Doubt.REGRESSION);
        assertThat(passedMillis()).isEqualTo(ticks(100).toMillis());
    }

    @Test
    void aFrozenClockStaysFrozenOverRestartsAndBoots() throws IOException {
        kit.ticks(100);
        kit.machine.backToSnapshot(Duration.ofMinutes(5));
        kit.tick();
        kit.machine.pass(Duration.ofDays(1));
        kit.restart();
        kit.ticks(10);
        kit.machine.reboot(Duration.ofMinutes(1));

        assertThat(kit.restart().state()).isEqualTo(Name.FROZEN);
        assertThat(passedMillis()).isEqualTo(ticks(100).toMillis());
    }

    @Test
    void anOldRecordPutBackInTheSameBootNeverGainsTime() throws IOException {
        kit.ticks(10);
        byte[][] old = kit.slots.copy();
        kit.ticks(10);
        kit.slots.putBack(old);

        kit.restart();

        assertThat(passedMillis()).isLessThanOrEqualTo(ticks(20).toMillis());
    }

    @Test
    void oneSlotPutBackBreaksTheChain() throws IOException {
        kit.ticks(10);
        byte[][] old = kit.slots.copy();
        kit.ticks(11);
        byte[][] mixed = kit.slots.copy();
        mixed[0] = old[0];
        kit.slots.putBack(mixed);

        assertThat(kit.restart().doubts()).contains(Doubt.CHAIN_BROKEN);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void withOneBadSlotTheOtherCarriesOn(int slot) throws IOException {
        kit.ticks(10);
        kit.slots.flip(slot, 40);

        kit.restart();

        assertThat(kit.status().state()).isEqualTo(Name.RUNNING);
        assertThat(passedMillis()).isEqualTo(ticks(10).toMillis());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aDoubtIsInBothSlotsSoThatDamageToOneDoesNotEndIt(int slot) throws IOException {
        kit.ticks(2);
        kit.machine.moveWall(TEN_YEARS);
        kit.ticks(1);
        kit.slots.flip(slot, 40);

        assertThat(kit.restart().doubts()).containsExactly(Doubt.WALL_STEP);
    }

    @Test
    void withBothSlotsBadItIsFrozenAndKeepsWhatItFound() throws IOException {
        kit.ticks(10);
        kit.slots.flip(0, 40);
        kit.slots.flip(1, 40);
        int writes = kit.slots.writes;

        kit.restart();
        kit.ticks(3);

        assertThat(kit.status().state()).isEqualTo(Name.FROZEN);
        assertThat(kit.status().doubts()).containsExactly(Doubt.SLOTS_BAD);
        assertThat(kit.status().rcMillis()).isZero();
        assertThat(kit.slots.writes).isEqualTo(writes);
        assertThat(kit.restart().state()).isEqualTo(Name.FROZEN);
    }

    @Test
    void anotherRepositorysRecordIsNotBelieved() throws IOException {
        ClockStatus status = RetentionClock.read(kit.slots, ClockKit.HOUSE, new Uid(9, 9));

        assertThat(status.doubts()).containsExactly(Doubt.SLOTS_BAD);
    }

    @Test
    void aRecordSignedByAnotherKeyIsNotBelieved() throws IOException {
        ClockStatus status = RetentionClock.read(kit.slots, ClockKit.newKey(), ClockKit.REPOSITORY);

        assertThat(status.doubts()).containsExactly(Doubt.SLOTS_BAD);
    }

    @Test
    void aTickThatCannotBeWrittenShowsNothingAndTheNextMakesItGood() throws IOException {
        kit.ticks(2);
        kit.slots.refuse(true);
        kit.machine.pass(ClockKit.TICK);
        assertThatThrownBy(() -> kit.clock.tick()).isInstanceOf(IOException.class);
        assertThat(passedMillis()).isEqualTo(ticks(2).toMillis());

        kit.slots.refuse(false);
        kit.ticks(1);

        assertThat(passedMillis()).isEqualTo(ticks(4).toMillis());
    }

    @Test
    void aDoubtThatCannotBeWrittenHoldsAtOnceAndIsWrittenLater() throws IOException {
        kit.ticks(2);
        kit.slots.refuse(true);
        kit.machine.backToSnapshot(Duration.ofSeconds(15));
        assertThatThrownBy(() -> kit.clock.tick()).isInstanceOf(IOException.class);
        assertThat(kit.status().state()).isEqualTo(Name.FROZEN);
        assertThat(kit.status().mayExpire()).isFalse();

        kit.slots.refuse(false);
        kit.ticks(2);
        kit.slots.flip(0, 40);

        assertThat(kit.restart().doubts()).containsExactly(Doubt.REGRESSION);
        assertThat(passedMillis()).isEqualTo(ticks(2).toMillis());
    }

    @Test
    void aSlotThatCannotBeReadIsABadSlot() throws IOException {
        kit.ticks(3);
        kit.slots.unreadable(1);
        assertThat(kit.restart().state()).isEqualTo(Name.RUNNING);

        kit.slots.unreadable(0);
        assertThat(kit.restart().doubts()).containsExactly(Doubt.SLOTS_BAD);
    }

    @Test
    void aTornWriteAtAnyByteLosesNothing() throws IOException {
        kit.ticks(1);
        for (int bytes = 0; bytes <= ClockRecordFormat.LENGTH; bytes++) {
            long shown = kit.status().rcMillis();
            kit.machine.pass(ClockKit.TICK);
            kit.slots.tearNextWriteAt(bytes);
            assertThatThrownBy(() -> kit.clock.tick()).isInstanceOf(IOException.class);

            kit.restart();

            assertThat(kit.status().state()).as("torn at %s", bytes).isEqualTo(Name.RUNNING);
            assertThat(kit.status().rcMillis() - shown).isEqualTo(ClockKit.TICK.toMillis());
        }
    }
}
