package dev.varve.repo.retention.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.message.LockMode;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.retention.clock.LedgerHead;
import dev.varve.repo.retention.label.Labels;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueLedgerTest {
    private static final Uid REPOSITORY = new Uid(1, 2);
    private static final KeyPair HOUSE = newKey();

    @TempDir Path data = Path.of("");

    private static KeyPair newKey() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static LedgerEntry draft(LedgerKind kind, int subject) {
        return LedgerEntry.newBuilder()
                .setKind(kind)
                .setVaultNumber(3)
                .setSubject(ByteString.copyFrom(new byte[] {(byte) subject}))
                .setWhat("act on " + subject)
                .build();
    }

    private QueueLedger open(long known) throws IOException {
        return QueueLedger.open(data, () -> 1000, () -> 2000, known);
    }

    private Checkpoints checkpoints() {
        return new Checkpoints(data, REPOSITORY, HOUSE);
    }

    /** Ten entries and a checkpoint. */
    private LedgerHead fill() throws IOException {
        try (QueueLedger ledger = open(0)) {
            for (int i = 0; i < 10; i++) {
                ledger.append(draft(LedgerKind.LEDGER_KIND_REFUSED, i));
            }
            checkpoints().write(ledger.head());
            return ledger.head();
        }
    }

    private LedgerAudit.Result audit(LedgerHead clock) throws IOException {
        return LedgerAudit.run(data, checkpoints(), Optional.of(clock));
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve(QueueLedger.FOLDER))) {
            return files.filter(each -> each.toString().endsWith(QueueExcerpts.SUFFIX))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aChainGoesOnAfterItIsOpenedAgain() throws IOException {
        LedgerHead head = fill();

        try (QueueLedger again = open(10)) {
            assertThat(again.known()).contains(head);
            assertThat(again.broken()).isEmpty();
            assertThat(again.append(draft(LedgerKind.LEDGER_KIND_POINT, 1)).getSequence())
                    .isEqualTo(11);
        }

        LedgerAudit.Result result = audit(head);
        assertThat(result.findings()).isEmpty();
        assertThat(result.entries()).isEqualTo(11);
        assertThat(result.refused()).hasSize(10);
    }

    @Test
    void everyAppendForcesTheFileBeforeItReturns() throws IOException {
        List<Path> forced = new ArrayList<>();
        try (QueueLedger ledger =
                new QueueLedger(data, () -> 1, () -> 2, 0, file -> forced.add(file))) {
            ledger.append(draft(LedgerKind.LEDGER_KIND_POINT, 1));
            ledger.append(draft(LedgerKind.LEDGER_KIND_POINT, 2));
        }
        assertThat(forced).containsExactly(file(), file());
    }

    @Test
    void afterAForceThatFailedNothingIsAppended() throws IOException {
        try (QueueLedger ledger =
                new QueueLedger(
                        data,
                        () -> 1,
                        () -> 2,
                        0,
                        file -> {
                            throw new IOException("no disk");
                        })) {
            assertThatThrownBy(() -> ledger.append(draft(LedgerKind.LEDGER_KIND_POINT, 1)))
                    .hasMessageContaining("no disk");
            assertThatThrownBy(() -> ledger.append(draft(LedgerKind.LEDGER_KIND_POINT, 1)))
                    .isInstanceOfSatisfying(
                            ProtocolException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED));
        }
    }

    @Test
    void everyFlippedBitOfAnEntryIsFoundAndTheEntryNamed() throws IOException {
        LedgerHead head = fill();
        byte[] good = Files.readAllBytes(file());
        List<long[]> places = new ArrayList<>();
        new QueueExcerpts(new dev.varve.repo.io.FileStorageDirectory(data), QueueLedger.FOLDER)
                .forEach(
                        (name, offset, excerpt) -> places.add(new long[] {offset, excerpt.length}));
        assertThat(places).hasSize(10);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int entry = 0; entry < places.size(); entry++) {
            for (int round = 0; round < 20; round++) {
                byte[] forged = good.clone();
                long offset = places.get(entry)[0];
                int at = (int) (offset + random.nextLong(places.get(entry)[1]));
                forged[at] ^= (byte) (1 << random.nextInt(8));
                Files.write(file(), forged);

                assertThat(audit(head).findings())
                        .as("seed %d, byte %d", seed, at)
                        .first()
                        .asString()
                        .contains("at offset " + offset, "entry " + (entry + 1));
            }
        }
    }

    @Test
    void noBitOfTheFileFlippedMakesAnotherLedgerThatIsBelieved() throws IOException {
        LedgerHead head = fill();
        byte[] good = Files.readAllBytes(file());
        long end = lastByte(good);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            byte[] forged = good.clone();
            int at = random.nextInt((int) end);
            forged[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file(), forged);

            LedgerAudit.Result result = audit(head);

            assertThat(result.whole() ? result.entries() : 10)
                    .as("seed %d, byte %d", seed, at)
                    .isEqualTo(10);
        }
    }

    private static long lastByte(byte[] content) {
        int end = content.length;
        while (content[end - 1] == 0) {
            end--;
        }
        return end;
    }

    @Test
    void aLedgerPutBackToAnEarlierStateIsFoundByCheckpointAndClockAndTakesNothing()
            throws IOException {
        try (QueueLedger ledger = open(0)) {
            ledger.append(draft(LedgerKind.LEDGER_KIND_POINT, 0));
        }
        byte[] earlier = Files.readAllBytes(file());
        LedgerHead head;
        try (QueueLedger ledger = open(1)) {
            ledger.append(draft(LedgerKind.LEDGER_KIND_POINT, 1));
            head = ledger.head();
            checkpoints().write(head);
        }
        Files.write(file(), earlier);

        assertThat(audit(head).findings())
                .hasSize(2)
                .allSatisfy(finding -> assertThat(finding).contains("2 entries, and 1 are proved"));
        try (QueueLedger ledger = open(2)) {
            assertThat(ledger.known()).isEmpty();
            assertThatThrownBy(() -> ledger.append(draft(LedgerKind.LEDGER_KIND_POINT, 2)))
                    .isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void aCheckpointThatAnotherKeySignedIsAFinding() throws IOException {
        LedgerHead head = fill();
        LedgerAudit.Result result =
                LedgerAudit.run(
                        data, new Checkpoints(data, REPOSITORY, newKey()), Optional.of(head));
        assertThat(result.findings()).first().asString().contains("did not sign");
    }

    @Test
    void thatGovernanceWasReleasedWithoutOfficersIsAFinding() throws IOException {
        Label lock = Labels.of(LockMode.LOCK_MODE_GOVERNANCE, 5000);
        Label released = lock.toBuilder().setReleasedUntilMillis(5000).build();
        LedgerHead head;
        try (QueueLedger ledger = open(0)) {
            for (int point = 1; point <= 2; point++) {
                ledger.append(
                        draft(LedgerKind.LEDGER_KIND_POINT, point).toBuilder()
                                .setLabel(lock)
                                .build());
            }
            ledger.append(draft(LedgerKind.LEDGER_KIND_OFFICER_EXECUTION, 1));
            for (int point = 1; point <= 2; point++) {
                ledger.append(
                        draft(LedgerKind.LEDGER_KIND_LABEL, point).toBuilder()
                                .setLabel(released)
                                .build());
            }
            head = ledger.head();
        }

        assertThat(audit(head).findings())
                .singleElement()
                .asString()
                .contains("entry 5", "no act of officers");
    }

    @Test
    void thatAPointEndedWhileItWasLockedIsAFinding() throws IOException {
        Label lock = Labels.of(LockMode.LOCK_MODE_COMPLIANCE, 5000);
        LedgerHead head;
        try (QueueLedger ledger = open(0)) {
            ledger.append(
                    draft(LedgerKind.LEDGER_KIND_POINT, 1).toBuilder().setLabel(lock).build());
            ledger.append(draft(LedgerKind.LEDGER_KIND_EXPIRY_INTENT, 1));
            ledger.append(draft(LedgerKind.LEDGER_KIND_SEGMENT_DELETED, 2));
            head = ledger.head();
        }
        assertThat(audit(head).findings()).hasSize(2);
        assertThat(audit(head).findings().getFirst()).contains("entry 2", "locked");
        assertThat(audit(head).findings().getLast()).contains("entry 3", "no intent");
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
        try (QueueLedger ledger = open(0)) {
            assertThat(ledger.head().size()).isGreaterThanOrEqualTo(acknowledged);
            ledger.append(draft(LedgerKind.LEDGER_KIND_POINT, 1));
            assertThat(audit(ledger.head()).findings()).isEmpty();
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
            try (QueueLedger ledger =
                    QueueLedger.open(Path.of(arguments[0]), () -> 1, () -> 2, 0)) {
                while (true) {
                    LedgerEntry entry = ledger.append(draft(LedgerKind.LEDGER_KIND_POINT, 1));
                    System.out.println("entry " + entry.getSequence());
                }
            }
        }
    }
}
