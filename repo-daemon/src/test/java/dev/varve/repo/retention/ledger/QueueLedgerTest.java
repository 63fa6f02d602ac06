package dev.varve.repo.retention.ledger;

import static dev.varve.repo.retention.ledger.LedgerKit.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.repo.io.FileStorageDirectory;
import dev.varve.repo.io.SyncedFile;
import dev.varve.repo.retention.clock.LedgerHead;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueLedgerTest {
    private static final LedgerEntry POINT = draft(LedgerKind.LEDGER_KIND_POINT, 1);

    @TempDir Path data = Path.of("");
    private LedgerKit kit = new LedgerKit(data);

    @BeforeEach
    void inTheFolder() {
        kit = new LedgerKit(data);
    }

    private static void assertTakesNothing(QueueLedger ledger) {
        assertThatThrownBy(() -> ledger.append(POINT))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED));
    }

    @Test
    void aChainGoesOnAfterItIsOpenedAgain() throws IOException {
        LedgerHead head = kit.fill();

        try (QueueLedger again = kit.open(head)) {
            assertThat(again.known()).contains(head);
            assertThat(again.broken()).isEmpty();
            assertThat(again.append(POINT).getSequence()).isEqualTo(11);
        }

        LedgerAudit.Result result = kit.audit(head);
        assertThat(result.findings()).isEmpty();
        assertThat(result.entries()).isEqualTo(11);
        assertThat(result.refused()).hasSize(10);
    }

    @Test
    void whoOpensItIsShownEachEntry() throws IOException {
        LedgerHead head = kit.fill();
        List<LedgerEntry> shown = new ArrayList<>();
        QueueLedger.open(data, () -> 1, () -> 2, head, shown::add).close();
        assertThat(shown)
                .extracting(LedgerEntry::getSequence)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void everyAppendForcesTheFileBeforeItReturns() throws IOException {
        List<Path> forced = new ArrayList<>();
        try (QueueLedger ledger = kit.open(LedgerHead.NONE, forced::add)) {
            ledger.append(POINT);
            ledger.append(POINT);
        }
        assertThat(forced).containsExactly(kit.file(), kit.file());
    }

    @Test
    void anEntryThatCouldNotBeForcedIsNotCounted() throws IOException {
        LedgerHead head = kit.append(LedgerHead.NONE, 1);
        QueueWriter.Forcing noDisk =
                file -> {
                    throw new IOException("no disk");
                };
        try (QueueLedger ledger = kit.open(head, noDisk)) {
            assertThatThrownBy(() -> ledger.append(POINT)).hasMessageContaining("no disk");
            assertThat(ledger.head()).isEqualTo(head);
            assertThat(ledger.broken()).isPresent();
            assertTakesNothing(ledger);
        }

        try (QueueLedger again = kit.open(head)) {
            assertThat(again.known()).contains(head);
            assertThat(again.broken()).isEmpty();
            assertThat(again.append(POINT).getSequence()).isEqualTo(3);
        }
        assertThat(kit.audit(head).findings()).isEmpty();
    }

    @Test
    void onADiskWithoutRoomNothingIsWrittenAndTheLedgerGoesOnWhenThereIsSome() throws IOException {
        long[] free = {1000};
        QueueWriter.Forcing tight =
                new QueueWriter.Forcing() {
                    @Override
                    public void force(Path file) throws IOException {
                        SyncedFile.sync(file);
                    }

                    @Override
                    public long freeBytes(FileStorageDirectory data) {
                        return free[0];
                    }
                };
        try (QueueLedger ledger = kit.open(LedgerHead.NONE, tight)) {
            assertThatThrownBy(() -> ledger.append(POINT))
                    .isInstanceOfSatisfying(
                            ProtocolException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL));
            assertThat(ledger.broken()).isEmpty();

            free[0] = Long.MAX_VALUE;

            assertThat(ledger.append(POINT).getSequence()).isEqualTo(1);
        }
    }

    @Test
    void anEntryThatCouldNotBeForcedAndIsLostFreezesNothing() throws IOException {
        LedgerHead head = kit.append(LedgerHead.NONE, 1);
        byte[] onTheDisk = Files.readAllBytes(kit.file());
        QueueWriter.Forcing noDisk =
                file -> {
                    throw new IOException("no disk");
                };
        try (QueueLedger ledger = kit.open(head, noDisk)) {
            assertThatThrownBy(() -> ledger.append(POINT)).hasMessageContaining("no disk");
        }
        Files.write(kit.file(), onTheDisk);

        try (QueueLedger again = kit.open(head)) {
            assertThat(again.known()).contains(head);
            assertThat(again.append(POINT).getSequence()).isEqualTo(2);
        }
        assertThat(kit.audit(head).findings()).isEmpty();
    }

    @Test
    void afterAnErrorOfTheMachineNothingIsAppendedUntilItIsOpenedAgain() throws IOException {
        QueueWriter.Forcing badPage =
                file -> {
                    throw new InternalError("a fault occurred in an unsafe memory access");
                };
        try (QueueLedger ledger = kit.open(LedgerHead.NONE, badPage)) {
            assertThatThrownBy(() -> ledger.append(POINT)).isInstanceOf(InternalError.class);
            assertThat(ledger.broken().orElseThrow()).contains("unsafe memory access");
            assertThat(ledger.head()).isEqualTo(LedgerHead.NONE);
            assertTakesNothing(ledger);
        }
        try (QueueLedger again = kit.open(LedgerHead.NONE)) {
            assertThat(again.append(POINT).getSequence()).isEqualTo(2);
        }
    }

    @Test
    void anEntryThatNoReaderWouldTakeIsRefusedAndBreaksNothing() throws IOException {
        LedgerEntry large = POINT.toBuilder().setWhat("w".repeat(1 << 20)).build();
        try (QueueLedger ledger = kit.open(LedgerHead.NONE)) {
            assertThatThrownBy(() -> ledger.append(large))
                    .isInstanceOfSatisfying(
                            ProtocolException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
            assertThat(ledger.append(POINT).getSequence()).isEqualTo(1);
            assertThat(kit.audit(ledger.head()).findings()).isEmpty();
        }
    }

    @Test
    void aLedgerThatIsShorterThanItWasTakesNothingAndSaysSo() throws IOException {
        LedgerHead first = kit.append(LedgerHead.NONE, 1);
        byte[] earlier = Files.readAllBytes(kit.file());
        LedgerHead head = kit.append(first, 1);
        kit.checkpoints().write(head);
        Files.write(kit.file(), earlier);

        assertThat(kit.audit(head).findings())
                .hasSize(2)
                .allSatisfy(finding -> assertThat(finding).contains("2 entries, and 1 are proved"));
        try (QueueLedger ledger = kit.open(head)) {
            assertThat(ledger.known()).isEmpty();
            assertThat(ledger.broken()).contains("it had 2 entries and has 1");
            assertTakesNothing(ledger);
        }
    }

    @Test
    void aLedgerWithOtherEntriesThanItHadTakesNothingAndSaysSo() throws IOException {
        LedgerHead head = kit.fill();
        Files.delete(kit.file());
        kit.wallMillis++;
        kit.append(LedgerHead.NONE, 12);

        try (QueueLedger ledger = kit.open(head)) {
            assertThat(ledger.known()).isPresent().isNotEqualTo(java.util.Optional.of(head));
            assertThat(ledger.broken()).contains("its first 10 entries are others than they were");
            assertTakesNothing(ledger);
        }
    }

    @Test
    void whatAKilledProcessSaidIsDurableIsThere() throws Exception {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "@" + argumentFile())
                        .redirectErrorStream(false)
                        .start();
        long acknowledged = 0;
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("entry ")) {
                    acknowledged = Long.parseLong(line.substring("entry ".length()));
                    if (acknowledged == 50) {
                        child.toHandle().destroyForcibly(); // leaves the stream open
                    }
                }
            }
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(acknowledged).isGreaterThanOrEqualTo(50);
        try (QueueLedger ledger = kit.open(LedgerHead.NONE)) {
            assertThat(ledger.head().size()).isGreaterThanOrEqualTo(acknowledged);
            ledger.append(POINT);
            assertThat(kit.audit(ledger.head()).findings()).isEmpty();
        }
    }

    private Path argumentFile() throws IOException {
        List<String> arguments = new ArrayList<>();
        for (String flag :
                java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (flag.startsWith("--") || flag.startsWith("-Dchronicle")) {
                arguments.add(flag);
            }
        }
        arguments.add("-cp");
        arguments.add('"' + System.getProperty("java.class.path") + '"');
        arguments.add(Appender.class.getName());
        arguments.add(data.toString());
        return Files.write(data.resolve("arguments"), arguments);
    }

    /** A process that appends until it is killed. */
    static final class Appender {
        private Appender() {}

        public static void main(String[] arguments) throws IOException {
            try (QueueLedger ledger = new LedgerKit(Path.of(arguments[0])).open(LedgerHead.NONE)) {
                while (true) {
                    System.out.println("entry " + ledger.append(POINT).getSequence());
                }
            }
        }
    }
}
