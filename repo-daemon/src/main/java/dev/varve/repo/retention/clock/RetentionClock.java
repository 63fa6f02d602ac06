package dev.varve.repo.retention.clock;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.io.SlotFile;
import dev.varve.repo.io.Slots;
import dev.varve.repo.retention.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The time by which retention is measured, of one repository. What it shows is durable: it never
 * shows a time that a crash could take back. Safe for many threads; one process at a time.
 */
public final class RetentionClock {
    private static final Logger LOGGER = LoggerFactory.getLogger(RetentionClock.class);

    /** The name of its file in the data directory. */
    private static final String FILE = "clock";

    /** An answer that was longer under way says too little about now. */
    static final Duration MOST_WAY = Duration.ofSeconds(10);

    /** A crash may come between the ledger's first entry and the first record that tells of it. */
    private static final Duration MOST_BEFORE_FIRST_HEAD = Duration.ofMinutes(1);

    private final ClockSlots slots;
    private final Uid repositoryId;
    private final ClockSource source;
    private final WitnessRates rates = new WitnessRates(MOST_WAY.toMillis());

    /** Null: both slots are bad, and nothing is known. */
    private ClockSlots.@Nullable Written last;

    /** Nothing until {@link #follow}. */
    private Supplier<LedgerHead> ledger = () -> LedgerHead.NONE;

    /** The ledger that is there, believed by this clock or not; null until {@link #follow}. */
    private @Nullable Supplier<LedgerHead> found;

    /** The latest time of this clock that the ledger knew when it was opened; 0: none. */
    private long ledgerMillis;

    /** There was no record when it was opened: its time is the wall clock's. */
    private boolean begun;

    /** There is a doubt that is not in both slots yet. */
    private boolean doubtOwed;

    private volatile ClockStatus status;

    private RetentionClock(
            ClockSlots slots,
            Uid repositoryId,
            ClockSource source,
            ClockSlots.@Nullable Written last) {
        this.slots = slots;
        this.repositoryId = repositoryId;
        this.source = source;
        this.last = last;
        this.status = statusOf(last);
    }

    /** Where a repository keeps its clock. */
    public static Slots slots(Path data) {
        return new SlotFile(data.resolve(FILE), ClockRecordFormat.LENGTH);
    }

    /**
     * Goes on with the clock of a repository, or begins one. Damage does not throw: it freezes.
     *
     * @param house signs the records, Ed25519
     */
    public static RetentionClock open(
            Slots slots, KeyPair house, Uid repositoryId, ClockSource source) throws IOException {
        ClockSlots records = new ClockSlots(slots, new HouseSeal(house), repositoryId);
        RetentionClock clock =
                switch (records.load()) {
                    case ClockSlots.Loaded.None _ -> {
                        ClockRecord first = ClockRules.begin(repositoryId, source.read());
                        RetentionClock anew =
                                new RetentionClock(
                                        records, repositoryId, source, records.begin(first));
                        anew.begun = true;
                        yield anew;
                    }
                    case ClockSlots.Loaded.Bad _ ->
                            new RetentionClock(records, repositoryId, source, null);
                    case ClockSlots.Loaded.Found found -> {
                        RetentionClock last =
                                new RetentionClock(records, repositoryId, source, found.last());
                        last.goOn(found);
                        yield last;
                    }
                };
        tell(clock.status());
        return clock;
    }

    /** What a repository's slots say, read without a daemon or beside one; changes nothing. */
    public static ClockStatus read(Slots slots, KeyPair house, Uid repositoryId)
            throws IOException {
        return switch (new ClockSlots(slots, new HouseSeal(house), repositoryId).load()) {
            case ClockSlots.Loaded.None _ -> ClockStatus.of(new ClockState.Uninit());
            case ClockSlots.Loaded.Bad _ -> statusOf(null);
            case ClockSlots.Loaded.Found found -> ClockStatus.of(found.last().record());
        };
    }

    /** What a repository's slots say of its ledger; empty: both are bad. Changes nothing. */
    public static Optional<LedgerHead> readLedger(Slots slots, KeyPair house, Uid repositoryId)
            throws IOException {
        return switch (new ClockSlots(slots, new HouseSeal(house), repositoryId).load()) {
            case ClockSlots.Loaded.None _ -> Optional.of(LedgerHead.NONE);
            case ClockSlots.Loaded.Bad _ -> Optional.empty();
            case ClockSlots.Loaded.Found found -> Optional.of(found.last().record().ledger());
        };
    }

    /** As of the last tick. */
    public ClockStatus status() {
        return status;
    }

    /**
     * Reads the system's clocks and advances by what they show. When it throws, the clock stands
     * where it stood, and the next tick counts from there.
     */
    public synchronized void tick() throws IOException {
        ClockSlots.Written before = last;
        if (before != null) {
            ClockRecord next = ClockRules.advance(before.record(), source.read());
            LedgerHead head = ledger.get();
            keep(before, head.size() > next.ledger().size() ? next.with(head) : next);
        }
    }

    /** How far the ledger was when this clock last looked. */
    public synchronized LedgerHead ledger() {
        return last == null ? LedgerHead.NONE : last.record().ledger();
    }

    /**
     * From here on each record tells how far the ledger is. Freezes when it is not the ledger that
     * the last record speaks of, and when this clock was begun anew beside a ledger of another
     * time: whoever takes the clock's file away must not choose its time, so that it then stands at
     * the ledger's, if that is earlier.
     *
     * @param known what the ledger's head was at {@link #ledger}'s size; empty: it has fewer
     *     entries
     * @param lastMillis the latest time of the retention clock in the ledger; 0: it has none
     */
    public synchronized void follow(
            Supplier<LedgerHead> head, Optional<LedgerHead> known, long lastMillis)
            throws IOException {
        found = head;
        ledgerMillis = lastMillis;
        ClockSlots.Written before = last;
        if (before == null) {
            return;
        }
        LedgerHead expected = before.record().ledger();
        boolean other = expected.size() > 0 && !known.equals(Optional.of(expected));
        boolean begunAnew =
                expected.size() == 0
                        && lastMillis > 0
                        && Math.abs(before.record().balance().rcMillis() - lastMillis)
                                > MOST_BEFORE_FIRST_HEAD.toMillis();
        if (other || begunAnew) {
            ClockRecord stands =
                    begunAnew ? ClockRules.notAfter(before.record(), lastMillis) : before.record();
            keep(before, ClockRules.freeze(stands, Doubt.LEDGER_BEHIND));
            return;
        }
        ledger = head;
    }

    /**
     * There are locks, and no ledger: somebody took it away. A clock that was begun anew then does
     * not keep the time that it took from the wall clock.
     *
     * @param knownMillis the latest time of the retention clock that the points know
     */
    public synchronized void ledgerIsGone(long knownMillis) throws IOException {
        ClockSlots.Written before = last;
        if (before != null) {
            ClockRecord stands =
                    begun ? ClockRules.notAfter(before.record(), knownMillis) : before.record();
            keep(before, ClockRules.freeze(stands, Doubt.LEDGER_BEHIND));
        }
    }

    /**
     * Two officers end all doubts that they knew of: RUNNING from here on, without a millisecond
     * more. In the ledger before it takes effect. Does nothing when there is no doubt.
     *
     * @param known what they know of: a doubt that came later is not theirs to end
     * @param act for the ledger
     * @throws ProtocolException APPROVAL_NEEDED for another doubt; UNAVAILABLE when the daemon's
     *     surroundings would bring a doubt back at once, or no time is left to go on from
     */
    public synchronized void trust(Set<Doubt> known, Ledger to, LedgerEntry act)
            throws IOException {
        ClockState.Doubted state = doubted();
        if (state == null) {
            return;
        }
        requireKnown(known, state);
        ClockReading now = source.read();
        requireSurroundings(now);
        ClockSlots.Written before = last;
        if (before == null && ledgerMillis == 0) {
            throw new ProtocolException(
                    ErrorCode.UNAVAILABLE,
                    "no record of the clock can be believed, and the ledger knows no time of it",
                    "Put the file clock, or the folder ledger, back from a copy.");
        }
        to.append(act);
        if (before == null) {
            last =
                    slots.begin(
                            ClockRules.trustAnew(
                                    repositoryId, ledgerMillis, now, head(LedgerHead.NONE)));
        } else {
            LedgerHead head = head(before.record().ledger());
            last = slots.write(before, ClockRules.trust(before.record(), state, now, head));
        }
        doubtOwed = false;
        ledger = found == null ? ledger : found;
        status = statusOf(last);
        tell(status);
    }

    /** Null: there is no doubt. */
    private ClockState.@Nullable Doubted doubted() {
        ClockState.Kept state =
                last == null
                        ? new ClockState.Frozen(Set.of(Doubt.SLOTS_BAD))
                        : last.record().state();
        return switch (state) {
            case ClockState.Doubted doubted -> doubted;
            case ClockState.Trusted _ -> null;
        };
    }

    private LedgerHead head(LedgerHead otherwise) {
        return found == null ? otherwise : found.get();
    }

    private static void requireKnown(Set<Doubt> known, ClockState.Doubted state)
            throws ProtocolException {
        if (!known.containsAll(state.doubts())) {
            throw new ProtocolException(
                    ErrorCode.APPROVAL_NEEDED,
                    "the clock has a doubt that was not there when this was asked for: "
                            + words(state.doubts()),
                    "Ask two officers again.");
        }
    }

    private static void requireSurroundings(ClockReading now) throws ProtocolException {
        Set<Doubt> again = ClockRules.surroundings(now);
        if (!again.isEmpty()) {
            throw new ProtocolException(
                    ErrorCode.UNAVAILABLE,
                    "the doubt would come back at once: " + words(again),
                    "Start the daemon outside of that, then ask again.");
        }
    }

    private static String words(Set<Doubt> doubts) {
        return doubts.stream().sorted().map(Doubt::words).collect(Collectors.joining("; "));
    }

    /** For the witnesses. */
    WitnessQuestion question(SecureRandom random) throws IOException {
        Id nonce =
                new Id(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
        return new WitnessQuestion(nonce, source.read().at());
    }

    /**
     * Takes in what witnesses answered. Answers that are late, forged or to another question are
     * passed over; one true witness is enough for a doubt, only a quorum moves the clock.
     */
    synchronized void hear(
            Witnesses witnesses, WitnessQuestion question, Collection<byte[]> answers)
            throws IOException {
        ClockSlots.Written before = last;
        if (before == null) {
            return;
        }
        ClockReading now = source.read();
        Interval way = new Interval(question.askedAt(), now.at());
        if (!way.comparable() || way.rawNanos() > MOST_WAY.toNanos()) {
            return;
        }
        List<WitnessStatement> heard = witnesses.verified(question, repositoryId, answers);
        ClockRecord next = ClockRules.advance(before.record(), now);
        for (WitnessStatement statement : heard) {
            if (rates.isOff(statement, now.at())) {
                next = ClockRules.doubt(next, Doubt.WITNESS_RATE);
            }
            if (statement.ledger().size() > next.ledger().size()) {
                next = ClockRules.freeze(next, Doubt.LEDGER_BEHIND);
            }
        }
        Optional<Quorum> quorum = witnesses.agreed(heard);
        keep(before, quorum.isPresent() ? ClockRules.heard(next, quorum.get()) : next);
    }

    private synchronized void goOn(ClockSlots.Loaded.Found found) throws IOException {
        ClockRecord next = ClockRules.advance(found.last().record(), source.read());
        keep(found.last(), found.chained() ? next : ClockRules.doubt(next, Doubt.CHAIN_BROKEN));
    }

    private void keep(ClockSlots.Written before, ClockRecord next) throws IOException {
        if (!next.state().doubts().equals(before.record().state().doubts())) {
            // At once, whether it can be written or not; what is credited has to wait for that.
            last = before.with(next.state());
            doubtOwed = true;
            status = statusOf(last);
            tell(status);
        }
        if (next.equals(before.record()) && !doubtOwed) {
            return;
        }
        ClockSlots.Written written = write(before, next);
        if (doubtOwed) {
            // Into both slots: else damage to one would bring back the time before the doubt.
            write(written, written.record());
            doubtOwed = false;
        }
    }

    private ClockSlots.Written write(ClockSlots.Written before, ClockRecord next)
            throws IOException {
        ClockSlots.Written written = slots.write(before, next);
        last = written;
        status = statusOf(written);
        return written;
    }

    private static void tell(ClockStatus now) {
        LOGGER.atLevel(now.mayExpire() ? Level.INFO : Level.WARN)
                .addKeyValue("state", now.state())
                .addKeyValue("rcMillis", now.rcMillis())
                .addKeyValue("gapMillis", now.gapMillis())
                .addKeyValue("reasons", now.reasons())
                .log("retention clock");
    }

    private static ClockStatus statusOf(ClockSlots.@Nullable Written written) {
        return written == null
                ? ClockStatus.of(new ClockState.Frozen(Set.of(Doubt.SLOTS_BAD)))
                : ClockStatus.of(written.record());
    }
}
