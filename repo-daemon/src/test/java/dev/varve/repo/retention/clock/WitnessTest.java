package dev.varve.repo.retention.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.retention.clock.ClockState.Name;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What witnesses can do, and what liars among them cannot. Two of three have to agree. */
class WitnessTest {
    private static final Duration GAP = Duration.ofMinutes(5);

    private final SecureRandom random = new SecureRandom();
    private final ClockKit kit = new ClockKit();
    private final WitnessKit known = new WitnessKit(3);
    private final Witnesses witnesses = known.witnesses(2);
    private final long startMillis = kit.status().rcMillis();

    WitnessTest() throws IOException {}

    private WitnessQuestion ask() throws IOException {
        return kit.clock.question(random);
    }

    /** All three tell the truth. */
    private void hearTruth() throws IOException {
        WitnessQuestion question = ask();
        long now = kit.machine.trueMillis();
        hear(
                question,
                known.answer(0, question, now, 50),
                known.answer(1, question, now + 20, 50),
                known.answer(2, question, now - 20, 50));
    }

    private void hear(WitnessQuestion question, byte[]... answers) throws IOException {
        kit.clock.hear(witnesses, question, List.of(answers));
    }

    private void suspended() throws IOException {
        kit.machine.suspend(GAP);
        kit.tick();
    }

    @Test
    void aQuorumAndAGapBeginTheCatchUp() throws IOException {
        suspended();
        hearTruth();

        assertThat(kit.status().state()).isEqualTo(Name.CATCHUP);
        assertThat(kit.status().mayExpire()).isTrue();
        assertThat(kit.status().targetMillis()).isEqualTo(kit.machine.trueMillis() - 50);
    }

    @Test
    void withoutAGapThereIsNothingToCatchUpWith() throws IOException {
        kit.machine.steerMonotonic(0.95);
        kit.ticks(1_000);
        hearTruth();

        assertThat(kit.status().state()).isEqualTo(Name.RUNNING);
        assertThat(kit.status().caughtUpMillis()).isZero();
    }

    @Test
    void theCatchUpRunsAtMostFivePerCentFaster() throws IOException {
        suspended();
        hearTruth();
        long before = kit.status().rcMillis();

        kit.ticks(10);

        assertThat(kit.status().rcMillis() - before).isEqualTo(105_000);
        assertThat(kit.status().caughtUpMillis()).isEqualTo(5_000);
    }

    @Test
    void theCatchUpNeverPassesItsTarget() throws IOException {
        suspended();
        hearTruth();
        int ticks = 0;
        while (kit.ticks(1).state() == Name.CATCHUP) {
            ticks++;
            assertThat(kit.status().rcMillis())
                    .isLessThanOrEqualTo(kit.status().targetMillis())
                    .isLessThanOrEqualTo(kit.machine.trueMillis() - 50);
        }

        assertThat(ticks).isEqualTo(599);
        long caughtUp = kit.status().caughtUpMillis();
        kit.ticks(100);
        assertThat(kit.status().caughtUpMillis()).isEqualTo(caughtUp);
    }

    @Test
    void heardAgainAndAgainItMakesTheWholeGapGoodAndNoMore() throws IOException {
        suspended();
        for (int hour = 0; hour < 24; hour++) {
            hearTruth();
            kit.ticks(60, Duration.ofMinutes(1));
        }

        assertThat(kit.status().caughtUpMillis()).isBetween(GAP.toMillis() - 100, GAP.toMillis());
        assertThat(kit.status().rcMillis()).isLessThanOrEqualTo(kit.machine.trueMillis());
        assertThat(kit.status().state()).isEqualTo(Name.RUNNING);
    }

    @Test
    void moreThanTheGapIsNeverCaughtUp() throws IOException {
        kit.machine.suspend(Duration.ofSeconds(3));
        kit.tick();
        WitnessQuestion question = ask();
        long far = kit.machine.trueMillis() + Duration.ofDays(3_000).toMillis();
        hear(question, known.answer(0, question, far, 0), known.answer(1, question, far, 0));
        kit.ticks(1_000);

        assertThat(kit.status().caughtUpMillis()).isEqualTo(3_000);
        assertThat(kit.status().rcMillis()).isEqualTo(kit.machine.trueMillis());
    }

    @Test
    void theCatchUpGoesOnAfterARestart() throws IOException {
        suspended();
        hearTruth();
        kit.ticks(1);

        assertThat(kit.restart().state()).isEqualTo(Name.CATCHUP);
        assertThat(kit.ticks(1).caughtUpMillis()).isEqualTo(1_000);
    }

    @Test
    void oneWitnessIsNoQuorum() throws IOException {
        suspended();
        WitnessQuestion question = ask();
        byte[] one = known.answer(0, question, kit.machine.trueMillis(), 0);
        hear(question, one, one);

        assertThat(kit.status().state()).isEqualTo(Name.RUNNING);
        assertThat(kit.status().targetMillis()).isZero();
    }

    @Test
    void oneLiarAmongTwoOrThreeCannotMoveTheTargetPastTheTruth() throws IOException {
        suspended();
        WitnessQuestion question = ask();
        long now = kit.machine.trueMillis();
        byte[] truth = known.answer(0, question, now, 50);
        byte[] moreTruth = known.answer(1, question, now, 50);
        byte[] lie = known.answer(2, question, now + Duration.ofDays(3_000).toMillis(), 0);

        hear(question, truth, lie);
        assertThat(kit.status().targetMillis()).isEqualTo(now - 50);
        hear(question, truth, lie, moreTruth);
        assertThat(kit.status().targetMillis()).isEqualTo(now - 50);
    }

    @Test
    void theTargetIsTheKthLowestOrTheKthHighestWhicheverIsLess() {
        WitnessKit five = new WitnessKit(5);
        WitnessQuestion question = new WitnessQuestion(Id.ZERO, kit.machine.read().at());
        List<byte[]> answers =
                List.of(
                        five.answer(0, question, 1_000, 0),
                        five.answer(1, question, 3_000, 500),
                        five.answer(2, question, 2_000, 100),
                        five.answer(3, question, 9_000, 0),
                        five.answer(4, question, 4_000, 0));

        assertThat(agreed(five.witnesses(2), question, answers)).isEqualTo(1_900);
        assertThat(agreed(five.witnesses(3), question, answers)).isEqualTo(2_500);
        assertThat(agreed(five.witnesses(4), question, answers)).isEqualTo(1_900);
        assertThat(agreed(five.witnesses(5), question, answers)).isEqualTo(1_000);
    }

    private static long agreed(Witnesses of, WitnessQuestion question, List<byte[]> answers) {
        return of.agreed(of.verified(question, ClockKit.REPOSITORY, answers))
                .orElseThrow()
                .targetMillis();
    }

    @Test
    void aFlipOfAnyByteMakesAnAnswerWorthless() throws IOException {
        WitnessQuestion question = ask();
        byte[] good = known.answer(0, question, kit.machine.trueMillis(), 50);
        assertThat(witnesses.verified(question, ClockKit.REPOSITORY, List.of(good))).hasSize(1);
        for (int offset = 0; offset < good.length; offset++) {
            byte[] bad = good.clone();
            bad[offset] ^= 1;
            assertThat(witnesses.verified(question, ClockKit.REPOSITORY, List.of(bad)))
                    .as("offset %s", offset)
                    .isEmpty();
        }
    }

    @Test
    void answersToAnotherQuestionOrOfStrangersAreNotHeard() throws IOException {
        WitnessQuestion question = ask();
        WitnessQuestion other = WitnessKit.otherQuestion(question);
        byte[] replayed = known.answer(0, other, 1, 0);
        byte[] strange = new WitnessKit(1).answer(0, question, 1, 0);
        byte[] good = known.answer(0, question, 1, 0);

        assertThat(
                        witnesses.verified(
                                question,
                                ClockKit.REPOSITORY,
                                List.of(replayed, strange, new byte[3], new byte[0])))
                .isEmpty();
        assertThat(witnesses.verified(question, new Uid(4, 4), List.of(good))).isEmpty();
    }

    @Test
    void answersThatAreLateAreNotHeard() throws IOException {
        suspended();
        WitnessQuestion question = ask();
        byte[] one = known.answer(0, question, kit.machine.trueMillis(), 0);
        byte[] two = known.answer(1, question, kit.machine.trueMillis(), 0);
        kit.machine.pass(RetentionClock.MOST_WAY.plusMillis(1));
        hear(question, one, two);

        assertThat(kit.status().state()).isEqualTo(Name.RUNNING);
    }

    @Test
    void aWitnessThatKnowsALargerLedgerFreezesTheClock() throws IOException {
        WitnessQuestion question = ask();
        LedgerHead larger = new LedgerHead(1, new Id(1, 2, 3, 4));
        hear(question, known.answer(2, question, kit.machine.trueMillis(), 50, larger));

        assertThat(kit.status().state()).isEqualTo(Name.FROZEN);
        assertThat(kit.status().summary()).contains("the ledger is shorter than it was");
        assertThat(kit.restart().state()).isEqualTo(Name.FROZEN);
    }

    @Test
    void aClockThatRunsSlowerOrFasterThanAWitnessIsSuspect() throws IOException {
        hearTruth();
        kit.machine.rawRate(1.002).steerMonotonic(1.002);
        kit.ticks(24, Duration.ofHours(1));
        assertThat(kit.status().state()).isEqualTo(Name.RUNNING);
        hearTruth();

        assertThat(kit.status().doubts()).containsExactly(Doubt.WITNESS_RATE);
        assertThat(kit.status().mayExpire()).isFalse();
    }

    @Test
    void aClockWithinATenthOfAPerMilleOfItsWitnessesIsBelieved() throws IOException {
        hearTruth();
        kit.machine.rawRate(1.0001).steerMonotonic(1.0001);
        kit.ticks(24, Duration.ofHours(1));
        kit.machine.suspend(Duration.ofHours(7));
        kit.tick();
        hearTruth();

        assertThat(kit.status().doubts()).isEmpty();
    }

    @Test
    void aQuorumDoesNotEndADoubt() throws IOException {
        kit.machine.moveWall(Duration.ofDays(9));
        kit.ticks(5);
        hearTruth();
        kit.ticks(5);

        assertThat(kit.status().state()).isEqualTo(Name.SUSPECT);
        assertThat(kit.status().rcMillis()).isEqualTo(startMillis);
    }

    @Test
    void aFrozenOrUnreadableClockHearsNothing() throws IOException {
        kit.slots.flip(0, 9);
        kit.restart();
        hearTruth();

        assertThat(kit.status().doubts()).containsExactly(Doubt.SLOTS_BAD);
    }

    @Test
    void asManyWitnessesAsHaveToAgreeMustBeKnown() {
        assertThatThrownBy(() -> known.witnesses(4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> known.witnesses(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
