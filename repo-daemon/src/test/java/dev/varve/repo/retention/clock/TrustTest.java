package dev.varve.repo.retention.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.model.Id;
import dev.varve.repo.retention.clock.ClockState.Name;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** How the clock is believed again after a doubt. */
class TrustTest {
    private static final LedgerEntry ACT = LedgerEntry.newBuilder().setWhat("trust").build();
    private static final Set<Doubt> ALL = EnumSet.allOf(Doubt.class);

    private final ClockKit kit = new ClockKit();
    private final List<LedgerEntry> ledger = new ArrayList<>();

    TrustTest() throws IOException {}

    private LedgerEntry append(LedgerEntry entry) {
        ledger.add(entry);
        return entry;
    }

    private void trust(Set<Doubt> known) throws IOException {
        kit.clock.trust(known, this::append, ACT);
    }

    private static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void stepTheWall() throws IOException {
        kit.machine.moveWall(Duration.ofHours(1));
        kit.ticks(1);
        assertThat(kit.status().state()).isEqualTo(Name.SUSPECT);
    }

    @Test
    void aSuspectClockGoesOnFromWhereItStoodAndTheTimeInDoubtStaysAGap() throws IOException {
        stepTheWall();
        kit.ticks(359);
        long stood = kit.status().rcMillis();
        kit.machine.pass(Duration.ofSeconds(3));

        trust(Set.of(Doubt.WALL_STEP));

        assertThat(kit.status().state()).isEqualTo(Name.RUNNING);
        assertThat(kit.status().rcMillis()).isEqualTo(stood);
        assertThat(kit.status().gapMillis()).isEqualTo(Duration.ofSeconds(3603).toMillis());
        assertThat(ledger).containsExactly(ACT);
        kit.ticks(6);
        assertThat(kit.status().rcMillis()).isEqualTo(stood + 60_000);
        assertThat(kit.restart().state()).isEqualTo(Name.RUNNING);
    }

    @Test
    void aDoubtThatCameAfterTheRequestIsNotEndedByIt() throws IOException {
        stepTheWall();

        assertCode(ErrorCode.APPROVAL_NEEDED, () -> trust(Set.of(Doubt.REGRESSION)));

        assertThat(kit.status().state()).isEqualTo(Name.SUSPECT);
        assertThat(ledger).isEmpty();
    }

    @Test
    void whatCannotBeEnteredInTheLedgerDoesNotHappen() throws IOException {
        stepTheWall();

        assertThatThrownBy(() ->
                        kit.clock.trust(
                                ALL,
                                entry -> {
                                    throw new IOException("the ledger fails as told");
                                },
                                ACT))
                .hasMessageContaining("ledger fails");

        assertThat(kit.status().state()).isEqualTo(Name.SUSPECT);
        assertThat(kit.restart().state()).isEqualTo(Name.SUSPECT);
    }

    @Test
    void whatCannotBeWrittenDoesNotHappen() throws IOException {
        stepTheWall();
        kit.slots.refuse(true);

        assertThatThrownBy(() -> trust(ALL)).hasMessageContaining("the disk refuses");

        assertThat(kit.status().state()).isEqualTo(Name.SUSPECT);
        kit.slots.refuse(false);
        assertThat(kit.restart().state()).isEqualTo(Name.SUSPECT);
    }

    @Test
    void aClockWithoutDoubtNeedsNoTrust() throws IOException {
        trust(ALL);

        assertThat(ledger).isEmpty();
        assertThat(kit.status().state()).isEqualTo(Name.RUNNING);
    }

    @Test
    void surroundingsThatWouldBringTheDoubtBackComeFirst() throws IOException {
        kit.machine.preload(true);
        kit.ticks(1);

        assertCode(ErrorCode.UNAVAILABLE, () -> trust(ALL));

        kit.machine.preload(false);
        trust(ALL);
        assertThat(kit.ticks(1).state()).isEqualTo(Name.RUNNING);
    }

    @Test
    void aClockFrozenByAnotherLedgerFollowsThatOneFromThenOn() throws IOException {
        LedgerHead expected = new LedgerHead(5, new Id(1, 2, 3, 4));
        kit.clock.follow(() -> expected, Optional.of(LedgerHead.NONE), 0);
        kit.ticks(1);
        kit.restart();
        LedgerHead other = new LedgerHead(9, new Id(9, 9, 9, 9));
        kit.clock.follow(() -> other, Optional.empty(), kit.status().rcMillis());
        assertThat(kit.status().state()).isEqualTo(Name.FROZEN);
        long stood = kit.status().rcMillis();

        trust(Set.of(Doubt.LEDGER_BEHIND));

        assertThat(kit.ticks(1).rcMillis()).isEqualTo(stood + 10_000);
        kit.restart();
        kit.clock.follow(() -> other, Optional.of(other), kit.status().rcMillis());
        assertThat(kit.status().state()).isEqualTo(Name.RUNNING);
    }

    @Test
    void withoutAnyRecordItGoesOnFromTheLatestTimeInTheLedger() throws IOException {
        long shown = kit.ticks(30).rcMillis();
        kit.slots.flip(0, 50);
        kit.slots.flip(1, 50);
        kit.machine.pass(Duration.ofHours(2));
        assertThat(kit.restart().state()).isEqualTo(Name.FROZEN);
        assertCode(ErrorCode.UNAVAILABLE, () -> trust(ALL));
        LedgerHead head = new LedgerHead(3, new Id(1, 1, 1, 1));
        kit.clock.follow(() -> head, Optional.of(LedgerHead.NONE), shown);

        trust(Set.of(Doubt.SLOTS_BAD));

        assertThat(kit.status().rcMillis()).isEqualTo(shown);
        assertThat(kit.status().gapMillis()).isEqualTo(Duration.ofHours(2).toMillis());
        assertThat(kit.restart().state()).isEqualTo(Name.RUNNING);
        assertThat(kit.clock.ledger()).isEqualTo(head);
    }

    @Test
    void aClockBegunAnewIsTrustedFromTheLedgersTimeNotTheWallClocks() throws IOException {
        LedgerHead head = new LedgerHead(9, new Id(9, 9, 9, 9));
        long known = kit.status().rcMillis() - Duration.ofDays(365).toMillis();
        kit.clock.follow(() -> head, Optional.of(LedgerHead.NONE), known);
        assertThat(kit.status().state()).isEqualTo(Name.FROZEN);

        trust(Set.of(Doubt.LEDGER_BEHIND));

        assertThat(kit.ticks(1).rcMillis()).isEqualTo(known + 10_000);
        assertThat(kit.restart().state()).isEqualTo(Name.RUNNING);
        assertThat(kit.status().rcMillis()).isEqualTo(known + 10_000);
    }

    @Test
    void aClockBegunAnewWithoutTheLedgerStandsAtWhatThePointsKnow() throws IOException {
        long known = kit.status().rcMillis() - Duration.ofDays(365).toMillis();

        kit.clock.ledgerIsGone(known);

        assertThat(kit.status().state()).isEqualTo(Name.FROZEN);
        assertThat(kit.restart().rcMillis()).isEqualTo(known);
    }

    @Test
    void aClockThatWasThereKeepsItsTimeThoughTheLedgerIsGone() throws IOException {
        long shown = kit.restart().rcMillis();

        kit.clock.ledgerIsGone(shown - 1000);

        assertThat(kit.status().rcMillis()).isEqualTo(shown);
        assertThat(kit.status().state()).isEqualTo(Name.FROZEN);
    }

    @Test
    void trustCreditsNothingThoughTheClocksWentBack() throws IOException {
        kit.ticks(10);
        long stood = kit.status().rcMillis();
        kit.machine.backToSnapshot(Duration.ofSeconds(50));
        kit.tick();
        assertThat(kit.status().state()).isEqualTo(Name.FROZEN);

        trust(ALL);

        assertThat(kit.status().rcMillis()).isEqualTo(stood);
        assertThat(kit.ticks(1).rcMillis()).isEqualTo(stood + 10_000);
    }
}
