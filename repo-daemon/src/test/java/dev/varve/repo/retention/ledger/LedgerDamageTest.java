package dev.varve.repo.retention.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.repo.retention.clock.LedgerHead;
import dev.varve.repo.retention.ledger.LedgerKit.Lying;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes of the files change behind the ledger's back. */
class LedgerDamageTest {
    private static final int WIPED = 0;
    private static final int NOT_COMPLETE = 0x8000_0000;
    private static final int CLOSED = 0xC000_0000;

    @TempDir Path data = Path.of("");
    private LedgerKit kit = new LedgerKit(data);
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @BeforeEach
    void inTheFolder() {
        kit = new LedgerKit(data);
    }

    private static void header(Path file, int at, int header) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, header);
        Files.write(file, bytes);
    }

    @Test
    void everyFlippedBitOfAnEntryIsFoundAndTheEntryNamed() throws IOException {
        LedgerHead head = kit.fill();
        byte[] good = Files.readAllBytes(kit.file());
        List<Lying> places = kit.places();
        assertThat(places).hasSize(10);
        for (int entry = 0; entry < places.size(); entry++) {
            for (int round = 0; round < 20; round++) {
                byte[] forged = good.clone();
                int offset = places.get(entry).offset();
                int at = offset + random.nextInt(places.get(entry).length());
                forged[at] ^= (byte) (1 << random.nextInt(8));
                Files.write(kit.file(), forged);

                LedgerAudit.Result result = kit.audit(head);

                assertThat(result.findings())
                        .as("seed %d, byte %d", seed, at)
                        .first()
                        .asString()
                        .contains("at offset " + offset, "entry " + (entry + 1));
                LedgerAudit.Forged found = result.forged().orElseThrow();
                assertThat(found.sequence()).isEqualTo(entry + 1);
                assertThat(found.offsetBytes()).isEqualTo(offset);
                assertThat(data.resolve(found.file())).isEqualTo(kit.file());
            }
        }
    }

    @Test
    void noBitOfTheFileFlippedMakesAnotherLedgerThatIsBelieved() throws IOException {
        LedgerHead head = kit.fill();
        byte[] good = Files.readAllBytes(kit.file());
        int end = lastByte(good);
        for (int round = 0; round < 300; round++) {
            byte[] forged = good.clone();
            int at = random.nextInt(end);
            forged[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(kit.file(), forged);

            LedgerAudit.Result result = kit.audit(head);

            assertThat(result.whole() ? result.entries() : 10)
                    .as("seed %d, byte %d", seed, at)
                    .isEqualTo(10);
        }
    }

    private static int lastByte(byte[] content) {
        int end = content.length;
        while (content[end - 1] == 0) {
            end--;
        }
        return end;
    }

    @ParameterizedTest
    @ValueSource(ints = {WIPED, NOT_COMPLETE, CLOSED, NOT_COMPLETE | 100})
    void aHeaderThatSaysTheEndBeforeIntactEntriesIsAFindingAndNothingIsAppended(int forged)
            throws IOException {
        LedgerHead head = kit.append(LedgerHead.NONE, 10);
        Lying fifth = kit.places().get(4);
        header(kit.file(), fifth.offset() - Integer.BYTES, forged);

        // Even where neither a checkpoint nor the clock knows of what is behind it.
        LedgerAudit.Result result = kit.audit(LedgerHead.NONE);

        assertThat(result.entries()).isEqualTo(4);
        assertThat(result.findings()).hasSize(1).first().asString().contains("intact entry");
        assertThat(result.forged().orElseThrow().sequence()).isEqualTo(5);
        try (QueueLedger ledger = kit.open(LedgerHead.NONE)) {
            assertThat(ledger.broken().orElseThrow()).contains("intact entry");
            assertThat(ledger.head().size()).isEqualTo(4);
        }
        assertThat(head.size()).isEqualTo(10);
    }

    @Test
    void theFirstHeaderOfAFileWipedIsAFinding() throws IOException {
        kit.append(LedgerHead.NONE, 10);
        header(kit.file(), 0, WIPED);
        assertThat(kit.audit(LedgerHead.NONE).findings())
                .first()
                .asString()
                .contains("offset 0", "intact entry");
    }

    @ParameterizedTest
    @ValueSource(ints = {WIPED, NOT_COMPLETE, CLOSED})
    void aWipedEntryBeforeALaterFileIsAFinding(int forged) throws IOException {
        LedgerHead head = kit.append(LedgerHead.NONE, 3);
        kit.clockMillis += LedgerKit.DAY;
        kit.append(head, 3);
        Lying third = kit.places().get(2);
        header(third.file(), third.offset() - Integer.BYTES, forged);

        LedgerAudit.Result result = kit.audit(LedgerHead.NONE);

        assertThat(result.entries()).isEqualTo(2);
        assertThat(result.forged().orElseThrow().sequence()).isEqualTo(3);
        try (QueueLedger ledger = kit.open(LedgerHead.NONE)) {
            assertThat(ledger.broken()).isPresent();
        }
    }

    @Test
    void anUnfinishedEntryAtTheEndIsNone() throws IOException {
        LedgerHead nine = kit.append(LedgerHead.NONE, 9);
        kit.append(nine, 1);
        Lying last = kit.places().getLast();
        byte[] bytes = Files.readAllBytes(last.file());
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(last.offset() - Integer.BYTES, NOT_COMPLETE | last.length());
        Files.write(last.file(), bytes);

        LedgerAudit.Result result = kit.audit(nine);

        assertThat(result.findings()).isEmpty();
        assertThat(result.entries()).isEqualTo(9);
    }

    @Test
    void aCheckpointThatAnotherKeySignedIsAFinding() throws IOException {
        LedgerHead head = kit.fill();
        LedgerAudit.Result result =
                LedgerAudit.run(
                        data,
                        new Checkpoints(data, LedgerKit.REPOSITORY, LedgerKit.newKey()),
                        Optional.of(head));
        assertThat(result.findings()).first().asString().contains("did not sign");
    }

    @Test
    void aCheckpointThatIsNoneIsAFindingAndTheRestIsAudited() throws IOException {
        LedgerHead head = kit.fill();
        Path folder = data.resolve("ledger-checkpoints");
        Files.write(folder.resolve("0000000000000003.txt"), new byte[100_000]);
        Files.writeString(folder.resolve("0000000000000004.txt"), "nothing");
        Files.createDirectory(folder.resolve("0000000000000005.txt"));

        LedgerAudit.Result result = kit.audit(head);

        assertThat(result.entries()).isEqualTo(10);
        assertThat(result.checkpoints()).isEqualTo(4);
        assertThat(result.findings())
                .satisfiesExactly(
                        large -> assertThat(large).contains("0003.txt", "cannot be read"),
                        other -> assertThat(other).contains("0004.txt", "did not sign"),
                        folderOne -> assertThat(folderOne).contains("0005.txt", "cannot be read"));
    }
}
