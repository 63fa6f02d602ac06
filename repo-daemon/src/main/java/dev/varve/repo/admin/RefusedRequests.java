package dev.varve.repo.admin;

import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.repo.retention.ledger.Ledger;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enters in the ledger what somebody's role did not allow. Bounded, so that nobody can fill the
 * disk by asking: some at once for each person, then one a minute; how many were left out, the next
 * entry says. Safe for several threads.
 */
final class RefusedRequests {
    /** Entries that one person can cause at once, and then one each {@link #PERIOD}. */
    static final int AT_ONCE = 30;

    static final Duration PERIOD = Duration.ofMinutes(1);

    private static final Logger LOGGER = LoggerFactory.getLogger(RefusedRequests.class);
    private static final int MOST_PEOPLE = 1000;
    private static final int MOST_PATH_LETTERS = 200;

    private final Ledger ledger;
    private final LongSupplier nanoTime;

    // Guarded by this; the longest unheard of goes first.
    private final Map<String, Allowance> people = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param nanoTime such as {@code System::nanoTime}
     */
    RefusedRequests(Ledger ledger, LongSupplier nanoTime) {
        this.ledger = ledger;
        this.nanoTime = nanoTime;
    }

    /** What one person may still cause. */
    private static final class Allowance {
        private long entries = AT_ONCE;
        private long filledNanos;
        private long leftOut;

        Allowance(long nowNanos) {
            this.filledNanos = nowNanos;
        }

        /** How many were left out before this one; below 0: this one is, too. */
        long take(long nowNanos) {
            long earned = (nowNanos - filledNanos) / PERIOD.toNanos();
            entries = Math.min(AT_ONCE, entries + earned);
            filledNanos += earned * PERIOD.toNanos();
            if (entries == 0) {
                leftOut++;
                return -1;
            }
            entries--;
            long before = leftOut;
            leftOut = 0;
            return before;
        }
    }

    /**
     * Enters it, unless there were too many. That it cannot be entered changes nothing: it is
     * refused all the same.
     *
     * @param verb such as DELETE
     * @param path as it was asked for
     */
    void enter(Caller caller, String verb, String path, String why) {
        long leftOut = take(caller.getName());
        if (leftOut < 0) {
            return;
        }
        String what = verb + " /" + plain(path) + ": refused, " + why;
        try {
            var _ =
                    ledger.append(
                            LedgerEntry.newBuilder()
                                    .setKind(LedgerKind.LEDGER_KIND_REFUSED)
                                    .setActor(caller.getName())
                                    .setWhat(
                                            leftOut == 0
                                                    ? what
                                                    : what
                                                            + "; "
                                                            + leftOut
                                                            + " more before were not entered")
                                    .build());
        } catch (IOException e) {
            LOGGER.atWarn()
                    .addKeyValue("actor", caller.getName())
                    .setCause(e)
                    .log("a refused request was not entered in the ledger");
        }
    }

    private synchronized long take(String person) {
        long now = nanoTime.getAsLong();
        Allowance allowance = people.computeIfAbsent(person, name -> new Allowance(now));
        if (people.size() > MOST_PEOPLE) {
            people.remove(people.keySet().iterator().next());
        }
        return allowance.take(now);
    }

    /** The path is the caller's: short, and of plain letters. */
    private static String plain(String path) {
        String cut =
                path.length() > MOST_PATH_LETTERS ? path.substring(0, MOST_PATH_LETTERS) : path;
        return cut.replaceAll("[^\\x21-\\x7e]", "?");
    }
}
