package dev.varve.repo.retention.guard;

import static dev.varve.repo.retention.guard.GuardKit.HOUR;
import static dev.varve.repo.retention.guard.GuardKit.NOW;
import static dev.varve.repo.retention.guard.GuardKit.REPOSITORY;
import static dev.varve.repo.retention.guard.GuardKit.SEGMENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.message.LockMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class GuardAuditTest {
    @RegisterExtension static final LoopFileSystem EXT4 = new LoopFileSystem();

    private final GuardKit kit;
    private final RecordingLedger ledger = new RecordingLedger();
    private final GuardAudit audit;

    GuardAuditTest() throws IOException {
        kit = new GuardKit(EXT4.fresh());
        audit = new GuardAudit(kit.data, REPOSITORY, ledger);
        kit.write(SEGMENT);
        kit.seal(SEGMENT, LockMode.LOCK_MODE_COMPLIANCE, NOW + HOUR);
    }

    @AfterEach
    void close() {
        kit.close();
    }

    @Test
    void nothingIsFoundWhereAllIsAsItWasSealed() throws IOException {
        GuardAudit.Result result = audit.run();

        assertThat(result.sealed()).isEqualTo(1);
        assertThat(result.findings()).isEmpty();
        assertThat(ledger.entries).isEmpty();
    }

    @Test
    void aFlagThatWasClearedIsEnteredInTheLedgerOnce() throws IOException {
        Commands.must("chattr", "-i", kit.file(SEGMENT).toString());

        GuardAudit.Result result = audit.run();
        audit.run();

        assertThat(result.findings()).hasSize(1);
        assertThat(ledger.entries).hasSize(1);
        LedgerEntry entry = ledger.entries.getFirst();
        assertThat(entry.getKind()).isEqualTo(LedgerKind.LEDGER_KIND_TAMPERED);
        assertThat(entry.getSubject().toByteArray()).containsExactly(0, 0, 0, 0, 0, 0, 0, 0x1a);
        assertThat(entry.getWhat()).contains("is not immutable any more");
    }

    @Test
    void aSegmentThatIsGoneAndAFolderThatGivesAwayAreFound() throws IOException {
        Commands.must("chattr", "-a", kit.data.resolve("segments/data").toString());
        Commands.must("chattr", "-i", kit.file(SEGMENT).toString());
        Files.delete(kit.file(SEGMENT));

        assertThat(audit.run().findings())
                .extracting(GuardAudit.Finding::what)
                .anyMatch(what -> what.contains("is gone"))
                .anyMatch(what -> what.contains("not append-only"));
    }

    @Test
    void sealingAgainMakesItWholeAndAnotherBreachIsToldAgain() throws IOException {
        Commands.must("chattr", "-i", kit.file(SEGMENT).toString());
        audit.run();
        kit.seal(SEGMENT, LockMode.LOCK_MODE_COMPLIANCE, NOW + HOUR);
        assertThat(audit.run().findings()).isEmpty();

        Commands.must("chattr", "-i", kit.file(SEGMENT).toString());
        audit.run();

        assertThat(ledger.entries).hasSize(2);
    }

    @Test
    void aReleasedSegmentIsNotMissed() throws IOException {
        kit.intents.intended.add(SEGMENT.id());
        kit.clockMillis = NOW + HOUR;
        kit.release(SEGMENT);

        GuardAudit.Result result = audit.run();

        assertThat(result.sealed()).isZero();
        assertThat(result.findings()).isEmpty();
    }

    @Test
    void withoutAHelperThereIsNothingToFind(@TempDir Path empty) throws IOException {
        assertThat(GuardAudit.look(empty, REPOSITORY).findings()).isEmpty();
    }
}
