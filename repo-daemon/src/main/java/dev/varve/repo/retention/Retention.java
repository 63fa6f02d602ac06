package dev.varve.repo.retention;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.message.LockMode;
import dev.varve.protocol.message.RetentionPolicy;
import dev.varve.repo.retention.clock.ClockStatus;
import dev.varve.repo.retention.clock.RetentionClock;
import dev.varve.repo.retention.label.Labels;
import dev.varve.repo.retention.ledger.Ledger;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Says whether something may be deleted, by the retention clock and the label, and sees to it that
 * the ledger knows. Everything that deletes asks it in the moment of deletion. Safe for many
 * threads.
 */
public final class Retention {
    private final Supplier<ClockStatus> clock;
    private final Ledger ledger;

    public Retention(RetentionClock clock, Ledger ledger) {
        this(clock::status, ledger);
    }

    /** With a clock of the caller's, for tests. */
    public Retention(Supplier<ClockStatus> clock, Ledger ledger) {
        this.clock = clock;
        this.ledger = ledger;
    }

    /** Beside a ledger that takes nothing: for work on a repository that no daemon serves. */
    public static Retention offline(ClockStatus status) {
        return new Retention(
                () -> status,
                draft -> {
                    throw new ProtocolException(
                            ErrorCode.UNAVAILABLE,
                            "nothing is entered in the ledger without the daemon: "
                                    + draft.getWhat(),
                            "Start the daemon and do it there.");
                });
    }

    public Ledger ledger() {
        return ledger;
    }

    /** The retention clock, milliseconds since 1970. */
    public long nowMillis() {
        return clock.get().rcMillis();
    }

    /** The label that a point gets which is committed now. */
    public Label stamp(RetentionPolicy policy) {
        if (policy.getLockMode() == LockMode.LOCK_MODE_NONE || policy.getLockSeconds() == 0) {
            return Label.getDefaultInstance();
        }
        return Labels.of(policy.getLockMode(), untilMillis(policy.getLockSeconds()));
    }

    /** So long from now on; what no clock can show is for ever. */
    private long untilMillis(long seconds) {
        long now = nowMillis();
        return seconds < 0 || seconds > (Long.MAX_VALUE - now) / 1000
                ? Long.MAX_VALUE
                : now + seconds * 1000;
    }

    /** Why what has this label may not be deleted now; empty when it may. */
    public Optional<String> refusal(Label label) {
        ClockStatus now = clock.get();
        if (Labels.held(label)) {
            return Optional.of("a legal hold stands on it");
        }
        if (now.rcMillis() < Labels.lockedUntil(label)) {
            return Optional.of(
                    "it is locked ("
                            + word(label.getMode())
                            + ") until "
                            + Instant.ofEpochMilli(label.getRetainUntilMillis())
                            + " by the retention clock, which stands at "
                            + Instant.ofEpochMilli(now.rcMillis()));
        }
        if (!now.mayExpire()) {
            return Optional.of("the retention clock " + now.summary());
        }
        return Optional.empty();
    }

    /**
     * Returns when what {@code attempt} is about may be deleted now; a refusal is entered in the
     * ledger, with the reason.
     *
     * @param attempt actor, vault, subject and, as {@code what}, what was to be deleted
     * @throws ProtocolException RETENTION_LOCKED
     */
    public void require(Label label, LedgerEntry attempt) throws IOException {
        Optional<String> refusal = refusal(label);
        if (refusal.isEmpty()) {
            return;
        }
        ledger.append(
                attempt.toBuilder()
                        .setKind(LedgerKind.LEDGER_KIND_REFUSED)
                        .setLabel(label)
                        .setWhat(attempt.getWhat() + ": refused, " + refusal.get())
                        .build());
        throw new ProtocolException(
                ErrorCode.RETENTION_LOCKED,
                attempt.getWhat() + " is refused: " + refusal.get(),
                "Wait until the lock ends; nobody can end a compliance lock early.");
    }

    /** The name of a mode for people and machines. */
    public static String word(LockMode mode) {
        return switch (mode) {
            case LOCK_MODE_NONE, UNRECOGNIZED -> "none";
            case LOCK_MODE_GOVERNANCE -> "governance";
            case LOCK_MODE_COMPLIANCE -> "compliance";
        };
    }
}
