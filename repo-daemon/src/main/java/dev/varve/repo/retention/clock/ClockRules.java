package dev.varve.repo.retention.clock;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * How the clock advances, as functions of the last record and what the system shows now. Kept here,
 * and tested by thousands of random histories:
 *
 * <ol>
 *   <li>it never decreases: {@link Balance#credit} and {@link Balance#catchUp} only add;
 *   <li>it never outruns true time: credited is only what the slower of two clocks that nobody can
 *       set saw pass, and what witnesses vouch for;
 *   <li>every doubt keeps data longer: a doubt credits nothing from the record before on.
 * </ol>
 */
final class ClockRules {
    /** The longest time between two records that is credited: a longer one is a gap beyond it. */
    static final Duration MOST_CREDIT = Duration.ofHours(24);

    /** Catch-up adds a twentieth: at most 1.05 times real speed. */
    private static final long CATCH_UP_PART = 20;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private ClockRules() {}

    /**
     * UNINIT to RUNNING: the only time that the wall clock is believed. Whatever is locked later is
     * locked by this very clock, so that a wrong start shortens nothing.
     */
    static ClockRecord begin(Uid repositoryId, ClockReading now) {
        ClockRecord first =
                new ClockRecord(
                        1,
                        repositoryId,
                        Id.ZERO,
                        new ClockState.Uninit().start(),
                        Balance.beginning(now.at().realMillis()),
                        now.at(),
                        Quorum.NONE,
                        LedgerHead.NONE);
        Set<Doubt> doubts = surroundings(now);
        return doubts.isEmpty() ? first : first.with(new ClockState.Running().doubt(doubts));
    }

    /** One tick, or a start after any stop. */
    static ClockRecord advance(ClockRecord last, ClockReading now) {
        return switch (last.state()) {
            case ClockState.Frozen _ -> last;
            case ClockState.Ticking ticking -> advance(last, ticking, now);
        };
    }

    private static ClockRecord advance(
            ClockRecord last, ClockState.Ticking state, ClockReading now) {
        Interval interval = new Interval(last.at(), now.at());
        if (interval.comparable() && interval.regressed()) {
            // Keeps the later instants: they are the evidence.
            return last.with(state.freeze(Doubt.REGRESSION));
        }
        Set<Doubt> doubts = doubts(interval, now);
        ClockState.Ticking next = doubts.isEmpty() ? state : state.doubt(doubts);
        return switch (next) {
            case ClockState.Suspect suspect ->
                    last.with(suspect, missAll(last.balance(), interval), now.at());
            case ClockState.Trusted trusted -> credit(last, trusted, interval);
        };
    }

    private static Set<Doubt> doubts(Interval interval, ClockReading now) {
        Set<Doubt> doubts = surroundings(now);
        if (interval.sameBoot() && !interval.sameNamespace()) {
            doubts.add(Doubt.TIME_NAMESPACE);
        }
        if (interval.comparable() && interval.diverges()) {
            doubts.add(Doubt.SOURCES_DIVERGE);
        }
        if (interval.wallStepped()) {
            doubts.add(Doubt.WALL_STEP);
        }
        return doubts;
    }

    /** What would be doubted again at the next look, whoever trusts it now. */
    static Set<Doubt> surroundings(ClockReading now) {
        Set<Doubt> doubts = EnumSet.noneOf(Doubt.class);
        if (now.timeShifted()) {
            doubts.add(Doubt.TIME_NAMESPACE);
        }
        if (now.preloaded()) {
            doubts.add(Doubt.PRELOAD);
        }
        return doubts;
    }

    /** In doubt all that passes is a gap, for officers and witnesses to make good. */
    private static Balance missAll(Balance balance, Interval interval) {
        return balance.miss(
                interval.comparable()
                        ? (interval.awakeNanos() + interval.suspendedNanos()) / NANOS_PER_MILLI
                        : interval.unknownMillis());
    }

    private static ClockRecord credit(
            ClockRecord last, ClockState.Trusted trusted, Interval interval) {
        if (!interval.comparable()) {
            return last.with(trusted, missAll(last.balance(), interval), interval.to());
        }
        long creditNanos = Math.min(interval.awakeNanos(), MOST_CREDIT.toNanos());
        long missedNanos = interval.awakeNanos() - creditNanos + interval.suspendedNanos();
        Balance balance = last.balance().credit(creditNanos).miss(missedNanos / NANOS_PER_MILLI);
        return switch (trusted) {
            case ClockState.Running running -> last.with(running, balance, interval.to());
            case ClockState.CatchUp _ -> {
                Quorum quorum = last.quorum().later(creditNanos / NANOS_PER_MILLI);
                Balance nearer = catchUp(balance, quorum.targetMillis(), creditNanos);
                ClockState.CatchUp state = new ClockState.CatchUp(quorum.targetMillis());
                yield last.with(quorum).with(settled(state, nearer), nearer, interval.to());
            }
        };
    }

    /** At most 1.05 times real speed, never past the target, never more than the gap. */
    private static Balance catchUp(Balance balance, long targetMillis, long creditNanos) {
        long bySpeed = creditNanos / CATCH_UP_PART / NANOS_PER_MILLI;
        // The part of a millisecond that the clock is beyond rcMillis must not pass it either.
        long byTarget = targetMillis - balance.rcMillis() - 1;
        return balance.catchUp(Math.min(bySpeed, byTarget));
    }

    private static ClockState.Trusted settled(ClockState.CatchUp state, Balance balance) {
        boolean done =
                balance.outstandingMillis() == 0 || balance.rcMillis() + 1 >= state.targetMillis();
        return done ? state.caughtUp() : state;
    }

    /** A quorum of witnesses spoke: what they vouch for is remembered, and caught up with. */
    static ClockRecord heard(ClockRecord last, Quorum quorum) {
        ClockRecord told = last.with(quorum);
        return switch (last.state()) {
            case ClockState.Running running ->
                    told.with(settled(running.catchUp(quorum.targetMillis()), last.balance()));
            case ClockState.CatchUp _ ->
                    told.with(
                            settled(new ClockState.CatchUp(quorum.targetMillis()), last.balance()));
            case ClockState.Suspect _, ClockState.Frozen _ -> told;
        };
    }

    /** Something is wrong that the clocks do not show. */
    static ClockRecord doubt(ClockRecord last, Doubt reason) {
        return switch (last.state()) {
            case ClockState.Frozen _ -> last;
            case ClockState.Ticking ticking -> last.with(ticking.doubt(Set.of(reason)));
        };
    }

    /**
     * A clock that was begun at the wall clock's time, beside what knows an earlier one: there it
     * stands. What is between is a gap. Only for a clock that nothing was locked by yet.
     */
    static ClockRecord notAfter(ClockRecord last, long knownMillis) {
        Balance shown = last.balance();
        long beyondMillis = shown.rcMillis() - knownMillis;
        return beyondMillis <= 0
                ? last
                : last.with(
                        last.state(), Balance.beginning(knownMillis).miss(beyondMillis), last.at());
    }

    /** A witness remembers more of this repository than it does itself. */
    static ClockRecord freeze(ClockRecord last, Doubt reason) {
        return last.with(last.state().freeze(reason));
    }

    /**
     * Two officers ended all doubts. Adds nothing: the time since the last record is a gap, however
     * long it was, and the clock goes on from what the system's clocks show now.
     */
    static ClockRecord trust(
            ClockRecord last, ClockState.Doubted state, ClockReading now, LedgerHead ledger) {
        Balance balance = missAll(last.balance(), new Interval(last.at(), now.at()));
        return last.with(state.trust(), balance, now.at()).with(ledger);
    }

    /**
     * The same where no record is left that can be believed: a new one, from the latest time that
     * the ledger knows, which this clock had shown. Never from the wall clock.
     */
    static ClockRecord trustAnew(
            Uid repositoryId, long ledgerMillis, ClockReading now, LedgerHead ledger) {
        return new ClockRecord(
                1,
                repositoryId,
                Id.ZERO,
                new ClockState.Running(),
                Balance.beginning(ledgerMillis).miss(now.at().realMillis() - ledgerMillis),
                now.at(),
                Quorum.NONE,
                ledger);
    }
}
