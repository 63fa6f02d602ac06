package dev.varve.repo.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.repo.vault.OperatorRegistry;
import dev.varve.repo.vault.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusedRequestsTest {
    private static final Caller EVA =
            new Caller(new OperatorRegistry.Known("eva", Role.READER, ByteString.EMPTY));
    private static final Caller BEN =
            new Caller(new OperatorRegistry.Known("ben", Role.LEGAL, ByteString.EMPTY));
    private static final int MANY = 10_000;
    private static final int MOST_LETTERS = 400;

    private final List<LedgerEntry> entries = new ArrayList<>();
    private boolean failing;
    private long nanos;
    private final RefusedRequests refused = new RefusedRequests(this::append, () -> nanos);

    private LedgerEntry append(LedgerEntry entry) throws IOException {
        if (failing) {
            throw new IOException("no room");
        }
        entries.add(entry);
        return entry;
    }

    @Test
    void aRefusalSaysWhoWhatAndWhy() {
        refused.enter(EVA, "DELETE", "v1/vaults/team", "it is for the role operator");

        assertThat(entries).hasSize(1);
        assertThat(entries.getFirst().getKind()).isEqualTo(LedgerKind.LEDGER_KIND_REFUSED);
        assertThat(entries.getFirst().getActor()).isEqualTo("reader eva");
        assertThat(entries.getFirst().getWhat())
                .isEqualTo("DELETE /v1/vaults/team: refused, it is for the role operator");
    }

    @Test
    void whoAsksWithoutEndCausesAFewEntriesThenOneAMinuteWhichCountsTheOthers() {
        for (int i = 0; i < MANY; i++) {
            refused.enter(EVA, "POST", "x", "no");
        }
        assertThat(entries).hasSize(RefusedRequests.AT_ONCE);

        nanos += RefusedRequests.PERIOD.toNanos();
        refused.enter(EVA, "POST", "x", "no");
        refused.enter(EVA, "POST", "x", "no");

        assertThat(entries).hasSize(RefusedRequests.AT_ONCE + 1);
        assertThat(entries.getLast().getWhat())
                .endsWith(MANY - RefusedRequests.AT_ONCE + " more before were not entered");
    }

    @Test
    void onePersonDoesNotHideAnother() {
        for (int i = 0; i < MANY; i++) {
            refused.enter(EVA, "POST", "x", "no");
        }
        refused.enter(BEN, "POST", "x", "no");

        assertThat(entries.getLast().getActor()).isEqualTo("legal ben");
    }

    @Test
    void whatTheCallerWroteIsShortAndPlain() {
        refused.enter(EVA, "PUT", "a\n\u001b[0m" + "b".repeat(1 << 20), "no");

        assertThat(entries.getFirst().getWhat())
                .startsWith("PUT /a??[0mbb")
                .hasSizeLessThan(MOST_LETTERS);
    }

    @Test
    void aLedgerThatTakesNothingChangesNothing() {
        failing = true;
        refused.enter(EVA, "PUT", "x", "no");
        failing = false;
        refused.enter(EVA, "PUT", "x", "no");

        assertThat(entries).hasSize(1);
    }
}
