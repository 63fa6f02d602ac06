package dev.varve.repo.retention.ledger;

import static dev.varve.repo.retention.ledger.LedgerKit.draft;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.message.LockMode;
import dev.varve.repo.retention.clock.LedgerHead;
import dev.varve.repo.retention.label.Labels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What entries tell of acts, and whether they might be done. */
class LedgerAuditTest {
    private static final LedgerEntry INTENT = draft(LedgerKind.LEDGER_KIND_EXPIRY_INTENT, 1);
    private static final LedgerEntry DONE = draft(LedgerKind.LEDGER_KIND_EXPIRY_DONE, 1);
    private static final LedgerEntry SEGMENT_INTENT =
            draft(LedgerKind.LEDGER_KIND_SEGMENT_DELETE_INTENT, 2);
    private static final LedgerEntry SEGMENT_DELETED =
            draft(LedgerKind.LEDGER_KIND_SEGMENT_DELETED, 2);

    @TempDir Path data = Path.of("");
    private LedgerKit kit = new LedgerKit(data);

    @BeforeEach
    void inTheFolder() {
        kit = new LedgerKit(data);
    }

    private LedgerAudit.Result auditOf(LedgerEntry... entries) throws IOException {
        try (QueueLedger ledger = kit.open(LedgerHead.NONE)) {
            for (LedgerEntry entry : entries) {
                ledger.append(entry);
            }
            return kit.audit(ledger.head());
        }
    }

    private LedgerEntry locked(LedgerKind kind, long untilMillis) {
        Label lock = Labels.of(LockMode.LOCK_MODE_COMPLIANCE, untilMillis);
        return draft(kind, 1).toBuilder().setLabel(lock).build();
    }

    @Test
    void thatAPointEndedWhileItWasLockedIsAFinding() throws IOException {
        LedgerAudit.Result result =
                auditOf(
                        locked(LedgerKind.LEDGER_KIND_POINT, kit.clockMillis + 1),
                        INTENT,
                        SEGMENT_DELETED);
        assertThat(result.findings()).hasSize(2);
        assertThat(result.findings().getFirst()).contains("entry 2", "locked");
        assertThat(result.findings().getLast()).contains("entry 3", "no intent");
    }

    @Test
    void anEndAfterTheLockIsNone() throws IOException {
        LedgerAudit.Result result =
                auditOf(locked(LedgerKind.LEDGER_KIND_POINT, kit.clockMillis), INTENT, DONE);
        assertThat(result.findings()).isEmpty();
    }

    @Test
    void aDeletionWithoutAnIntentIsAFinding() throws IOException {
        LedgerAudit.Result result = auditOf(INTENT, DONE, SEGMENT_DELETED);
        assertThat(result.findings()).hasSize(1).first().asString().contains("entry 3");
    }

    @Test
    void thatSomethingIsGoneMayBeEnteredAgainAfterACrash() throws IOException {
        assertThat(
                        auditOf(
                                        INTENT,
                                        DONE,
                                        DONE,
                                        SEGMENT_INTENT,
                                        SEGMENT_DELETED,
                                        SEGMENT_DELETED)
                                .findings())
                .isEmpty();
    }

    @Test
    void thatGovernanceWasReleasedWithoutOfficersIsAFinding() throws IOException {
        Label lock = Labels.of(LockMode.LOCK_MODE_GOVERNANCE, 5000);
        Label released = lock.toBuilder().setReleasedUntilMillis(5000).build();

        LedgerAudit.Result result =
                auditOf(
                        draft(LedgerKind.LEDGER_KIND_POINT, 1).toBuilder().setLabel(lock).build(),
                        draft(LedgerKind.LEDGER_KIND_POINT, 2).toBuilder().setLabel(lock).build(),
                        draft(LedgerKind.LEDGER_KIND_OFFICER_EXECUTION, 1),
                        draft(LedgerKind.LEDGER_KIND_LABEL, 1).toBuilder()
                                .setLabel(released)
                                .build(),
                        draft(LedgerKind.LEDGER_KIND_LABEL, 2).toBuilder()
                                .setLabel(released)
                                .build());

        assertThat(result.findings())
                .singleElement()
                .asString()
                .contains("entry 5", "no act of officers");
    }

    @Test
    void anIntentFromBeforeALabelIsUsedUpByIt() throws IOException {
        LedgerAudit.Result result =
                auditOf(INTENT, locked(LedgerKind.LEDGER_KIND_LABEL, kit.clockMillis + 1), DONE);
        assertThat(result.findings()).hasSize(1).first().asString().contains("entry 3");
    }

    @Test
    void deletionsAndLabelsAreListed() throws IOException {
        LedgerAudit.Result result =
                auditOf(
                        locked(LedgerKind.LEDGER_KIND_LABEL, 1),
                        draft(LedgerKind.LEDGER_KIND_HOLD, 5),
                        INTENT,
                        DONE,
                        SEGMENT_INTENT,
                        SEGMENT_DELETED,
                        draft(LedgerKind.LEDGER_KIND_REFUSED, 9));

        assertThat(result.labelled()).extracting(LedgerEntry::getSequence).containsExactly(1L, 2L);
        assertThat(result.deleted()).extracting(LedgerEntry::getSequence).containsExactly(4L, 6L);
        assertThat(result.refused()).extracting(LedgerEntry::getSequence).containsExactly(7L);
        assertThat(result.forged()).isEmpty();
    }

    @Test
    void theHelperSeesAnIntentUntilTheDeletionIsEntered() throws IOException {
        LedgerIntents intents = new LedgerIntents(data);
        List<LedgerKind> kinds =
                List.of(
                        LedgerKind.LEDGER_KIND_SEGMENT_DELETE_INTENT,
                        LedgerKind.LEDGER_KIND_SEGMENT_DELETED,
                        LedgerKind.LEDGER_KIND_SEGMENT_DELETE_INTENT);
        boolean[] expected = {true, false, true};
        assertThat(intents.intended(77)).isFalse();
        try (QueueLedger ledger = kit.open(LedgerHead.NONE)) {
            for (int i = 0; i < expected.length; i++) {
                ledger.append(
                        LedgerEntry.newBuilder()
                                .setKind(kinds.get(i))
                                .setSubject(
                                        ByteString.copyFrom(
                                                ByteBuffer.allocate(Long.BYTES).putLong(0, 77)))
                                .build());
                assertThat(intents.intended(77)).isEqualTo(expected[i]);
                assertThat(intents.intended(78)).isFalse();
            }
        }
    }
}
