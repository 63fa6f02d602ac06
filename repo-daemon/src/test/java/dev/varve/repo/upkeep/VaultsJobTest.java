package dev.varve.repo.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Check;
import dev.varve.protocol.message.CheckLevel;
import dev.varve.protocol.message.CheckProgress;
import dev.varve.protocol.message.CheckResult;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.Finding;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.repo.retention.FakeRetention;
import dev.varve.repo.schedule.JobContext;
import dev.varve.repo.schedule.JobResult;
import dev.varve.repo.store.CheckMonitor;
import dev.varve.repo.store.Repository;
import dev.varve.repo.store.VaultStore;
import dev.varve.repo.vault.DataDirectory;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a fake store, of which vault 2 has two findings. */
class VaultsJobTest {
    private final List<String> checked = new ArrayList<>();
    private final DataDirectory directory;
    private final VaultsJob job;
    private final FakeRetention ledger = new FakeRetention();
    private String stopAt = "";
    private String failAt = "";

    VaultsJobTest(@TempDir Path data) throws IOException {
        directory = DataDirectory.openOrInitialise(data);
        for (String vault : List.of("c", "b", "a")) {
            directory.vaults().create(vault, Encryption.ENCRYPTION_NONE);
        }
        job =
                new VaultsJob(
                        "check-metadata",
                        directory.vaults()::list,
                        CheckWork.of(
                                CheckLevel.CHECK_LEVEL_METADATA,
                                fake(
                                        Repository.class,
                                        arguments -> store((VaultDocument) arguments[0])),
                                ledger));
    }

    /** Answers the one method that a job calls. */
    private interface Answer {
        Object to(Object[] arguments) throws IOException;
    }

    private static <T> T fake(Class<T> type, Answer answer) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> answer.to(arguments)));
    }

    private VaultStore store(VaultDocument vault) {
        return fake(
                VaultStore.class,
                arguments -> {
                    assertThat(((Check) arguments[0]).getLevel())
                            .isEqualTo(CheckLevel.CHECK_LEVEL_METADATA);
                    CheckMonitor monitor = (CheckMonitor) arguments[1];
                    checked.add(vault.getName());
                    if (vault.getName().equals(failAt)) {
                        throw new IOException("the disk is on fire");
                    }
                    monitor.progress(
                            CheckProgress.newBuilder().setDoneBytes(1).setTotalBytes(2).build());
                    if (monitor.cancelled()) {
                        throw new ProtocolException(
                                ErrorCode.CANCELLED, "the check was cancelled", "");
                    }
                    return vault.getVaultNumber() == 2 ? damaged() : whole();
                });
    }

    private static CheckResult whole() {
        return CheckResult.newBuilder().setPoints(1).build();
    }

    private static CheckResult damaged() {
        return CheckResult.newBuilder()
                .setPoints(5)
                .addFindings(
                        Finding.newBuilder()
                                .setWhat("checksum is wrong")
                                .setSegment("data/0000000000000007.seg")
                                .setOffsetBytes(4096))
                .setFindingsLeftOut(1)
                .build();
    }

    /** Asks to stop while the vault named is checked. */
    private final class Context implements JobContext {
        private byte[] token;

        Context(byte[] token) {
            this.token = token;
        }

        @Override
        public void progress(long done, long total, String unit) {
            assertThat(unit).isEqualTo("bytes");
        }

        @Override
        public boolean stopAsked() {
            return !checked.isEmpty() && checked.getLast().equals(stopAt);
        }

        @Override
        public byte[] resumeToken() {
            return token.clone();
        }

        @Override
        public void saveToken(byte[] saved) {
            token = saved.clone();
        }
    }

    @Test
    void allVaultsAreCheckedAndTheirFindingsNamed() throws IOException {
        JobResult result = job.run(new Context(new byte[0]));

        assertThat(checked).containsExactly("c", "b", "a");
        assertThat(result.summary()).isEqualTo("3 vaults, 7 points: 2 findings");
        assertThat(result.findingsCount()).isEqualTo(2);
        assertThat(result.findings())
                .containsExactly("vault b: checksum is wrong (data/0000000000000007.seg at 4096)");
    }

    @Test
    void theLedgerHearsOfEachVault() throws IOException {
        job.run(new Context(new byte[0]));

        assertThat(ledger.entries())
                .extracting(LedgerEntry::getVault, LedgerEntry::getKind)
                .containsExactly(
                        tuple("c", LedgerKind.LEDGER_KIND_VERIFIED),
                        tuple("b", LedgerKind.LEDGER_KIND_DAMAGED),
                        tuple("a", LedgerKind.LEDGER_KIND_VERIFIED));
    }

    @Test
    void aVaultThatFailsKeepsNoOtherFromItsTurnAndFailsTheRun() {
        failAt = "c";

        assertThatThrownBy(() -> job.run(new Context(new byte[0])))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("vault c: the disk is on fire");
        assertThat(checked).containsExactly("c", "b", "a");
    }

    @Test
    void whatWasBrokenOffGoesOnWithItsVaultAndForgetsNoFinding() throws IOException {
        stopAt = "a";
        Context context = new Context(new byte[0]);
        assertThatThrownBy(() -> job.run(context))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
        checked.clear();
        stopAt = "";

        JobResult result = job.run(new Context(context.resumeToken()));

        assertThat(checked).containsExactly("a");
        assertThat(result.summary()).isEqualTo("3 vaults, 7 points: 2 findings");
        assertThat(result.findings()).hasSize(1);
    }

    @Test
    void aTokenHasRoomHoweverMuchIsFound() throws IOException {
        List<String> much = Collections.nCopies(1_000, "\u0001\uD83D\uDCA5".repeat(300));

        byte[] token = new VaultsTally(3, 1, Map.of("points", 2L), 5_000, much, much).toToken();

        assertThat(token).hasSizeLessThanOrEqualTo(JobContext.MOST_TOKEN_BYTES);
        assertThat(VaultsTally.ofToken(token).findingsCount()).isEqualTo(5_000);
        assertThat(VaultsTally.ofToken(token).findings()).isNotEmpty();
    }

    @Test
    void aTokenOfAnotherVersionBeginsAtTheBeginning() throws IOException {
        for (String token : List.of("null", "7", "{\"vault\":3}", "\u0000")) {
            checked.clear();
            job.run(new Context(token.getBytes(StandardCharsets.UTF_8)));
            assertThat(checked).as(token).hasSize(3);
        }
    }
}
