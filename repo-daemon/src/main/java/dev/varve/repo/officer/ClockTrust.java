package dev.varve.repo.officer;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.repo.retention.clock.ClockStatus;
import dev.varve.repo.retention.clock.Doubt;
import dev.varve.repo.retention.clock.RetentionClock;
import dev.varve.repo.retention.ledger.Ledger;
import dev.varve.repo.vault.ActSubject;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Ends doubts of the retention clock: those that it had when this was asked for, while it still
 * stands where it stood then. A doubt that came after it had gone on is another one.
 */
final class ClockTrust {
    private final RetentionClock clock;
    private final Ledger ledger;

    ClockTrust(RetentionClock clock, Ledger ledger) {
        this.clock = clock;
        this.ledger = ledger;
    }

    ActSubject subject() throws ProtocolException {
        ClockStatus status = clock.status();
        if (status.doubts().isEmpty()) {
            throw new ProtocolException(
                    ErrorCode.USAGE, "the retention clock has no doubt to end", "");
        }
        return ActSubject.trust(status.rcMillis(), names(status.doubts()));
    }

    boolean due(ActSubject about) throws ProtocolException {
        ClockStatus status = clock.status();
        if (status.doubts().isEmpty()) {
            return false;
        }
        if (status.rcMillis() != about.boundMillis()
                || !doubts(about.detail()).containsAll(status.doubts())) {
            throw new ProtocolException(
                    ErrorCode.APPROVAL_NEEDED,
                    "the clock has a doubt that was not there when this was asked for",
                    "Look at it by varve clock status, then ask again.");
        }
        return true;
    }

    void execute(ActSubject about, String actor) throws IOException {
        clock.trust(
                doubts(about.detail()),
                ledger,
                LedgerEntry.newBuilder()
                        .setKind(LedgerKind.LEDGER_KIND_CLOCK)
                        .setActor(actor)
                        .setWhat(about.what())
                        .build());
    }

    private static String names(Set<Doubt> doubts) {
        return doubts.stream().sorted().map(Doubt::name).collect(Collectors.joining(" "));
    }

    private static Set<Doubt> doubts(String names) {
        return Arrays.stream(names.split(" ", -1))
                .map(Doubt::valueOf)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Doubt.class)));
    }
}
