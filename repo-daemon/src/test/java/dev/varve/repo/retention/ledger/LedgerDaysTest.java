package dev.varve.repo.retention.ledger;

import static dev.varve.repo.retention.ledger.LedgerKit.DAY;
import static dev.varve.repo.retention.ledger.LedgerKit.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.message.LedgerKind;
import dev.varve.repo.io.FileStorageDirectory;
import dev.varve.repo.retention.clock.LedgerHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Days come and go, by clocks that people turn: entries stay in order. */
class LedgerDaysTest {
    private static final int QUEUE_CLOSED = 0xC000_0000;

    @TempDir Path data = Path.of("");
    private LedgerKit kit = new LedgerKit(data);

    @BeforeEach
    void inTheFolder() {
        kit = new LedgerKit(data);
    }

    private LedgerHead assertWhole(LedgerHead head, long entries) throws IOException {
        LedgerAudit.Result result = kit.audit(head);
        assertThat(result.findings()).isEmpty();
        assertThat(result.entries()).isEqualTo(entries);
        return head;
    }

    private List<String> names() throws IOException {
        return kit.files().stream().map(file -> file.getFileName().toString()).toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {-3650 * DAY, -DAY, -1000, 1000, DAY, 3650 * DAY})
    void theWallClockMayBeTurnedBetweenRunsAndWithinThem(long step) throws IOException {
        LedgerHead head = kit.append(LedgerHead.NONE, 3);
        kit.wallMillis += step;
        head = kit.append(head, 3);
        try (QueueLedger ledger = kit.open(head)) {
            for (int i = 0; i < 4; i++) {
                kit.wallMillis += i % 2 == 0 ? step : -step;
                ledger.append(draft(LedgerKind.LEDGER_KIND_POINT, i));
            }
            head = ledger.head();
        }

        assertThat(names()).containsExactly("20241004F.cq4");
        assertWhole(head, 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {-3650 * DAY, -DAY, -1000})
    void aClockThatWasBegunAnewEarlierGoesOnBehindTheLastEntry(long step) throws IOException {
        LedgerHead head = kit.append(LedgerHead.NONE, 3);
        kit.clockMillis += step;
        head = assertWhole(kit.append(head, 3), 6);
        kit.clockMillis -= step;
        assertWhole(kit.append(head, 3), 9);
    }

    @Test
    void eachDayOfTheClockHasAFileOfItsOwn() throws IOException {
        LedgerHead head = kit.append(LedgerHead.NONE, 3);
        try (QueueLedger ledger = kit.open(head)) {
            for (int i = 0; i < 3; i++) {
                kit.clockMillis += DAY;
                ledger.append(draft(LedgerKind.LEDGER_KIND_POINT, i));
            }
            head = ledger.head();
        }
        assertThat(names())
                .containsExactly(
                        "20241004F.cq4", "20241005F.cq4", "20241006F.cq4", "20241007F.cq4");
        assertWhole(head, 6);
    }

    @Test
    void overMidnightAndBackIntoADayThatIsClosedEveryEntryIsTaken() throws IOException {
        kit.clockMillis += DAY - 60_000;
        LedgerHead head = kit.append(LedgerHead.NONE, 2);
        kit.clockMillis += 120_000;
        head = kit.append(head, 2);
        kit.clockMillis -= 120_000;
        head = kit.append(head, 2);

        assertThat(names()).containsExactly("20241004F.cq4", "20241005F.cq4");
        assertWhole(head, 6);
    }

    @Test
    void aFileOfAFarDayFromAWrongWallClockIsGoneOnWith() throws IOException {
        kit.clockMillis += 3650 * DAY;
        LedgerHead head = kit.append(LedgerHead.NONE, 2);
        kit.clockMillis -= 3650 * DAY;
        head = kit.append(head, 2);
        kit.clockMillis += DAY;
        head = kit.append(head, 2);

        assertThat(names()).containsExactly("20341002F.cq4");
        assertWhole(head, 6);
    }

    @Test
    void behindAClosedFileOfAFarDayComesTheDayAfterIt() throws IOException {
        kit.clockMillis += 3650 * DAY;
        LedgerHead head = kit.append(LedgerHead.NONE, 2);
        close(kit.file());
        kit.clockMillis -= 3650 * DAY;
        head = kit.append(head, 2);
        head = kit.append(head, 2);

        assertThat(names()).containsExactly("20341002F.cq4", "20341003F.cq4");
        assertWhole(head, 6);
    }

    /** As the queue does before it begins the next file. */
    private void close(Path file) throws IOException {
        QueueExcerpts excerpts =
                new QueueExcerpts(new FileStorageDirectory(data), QueueLedger.FOLDER);
        excerpts.forEach((name, offset, excerpt) -> true);
        ByteBuffer closed = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(closed.putInt(0, QUEUE_CLOSED), excerpts.end().offsetBytes());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 253_402_300_800_000L, Long.MAX_VALUE})
    void noTimeIsTooFar(long clockMillis) throws IOException {
        kit.clockMillis = clockMillis;
        LedgerHead head = kit.append(LedgerHead.NONE, 2);
        assertWhole(kit.append(head, 2), 4);
    }

    @Test
    void aFileThatNoLedgerWroteIsAFindingAndEndsIt() throws IOException {
        LedgerHead head = kit.fill();
        java.nio.file.Files.copy(kit.file(), kit.file().resolveSibling("copy.cq4"));

        assertThat(kit.audit(head).findings().getFirst()).contains("copy.cq4");
        try (QueueLedger ledger = kit.open(head)) {
            assertThat(ledger.broken().orElseThrow()).contains("copy.cq4");
        }
    }
}
