package dev.varve.repo.retention.ledger;

import static dev.varve.repo.retention.ledger.LedgerKit.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.message.LockMode;
import dev.varve.protocol.model.Id;
import dev.varve.repo.io.FileStorageDirectory;
import dev.varve.repo.retention.clock.LedgerHead;
import dev.varve.repo.retention.label.Labels;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Version 1 of the ledger's files, as it was written once; the zeros at the end are left out. */
class LedgerGoldenTest {
    private static final String GOLDEN = "/golden/ledger-v1/";
    private static final List<String> FILES =
            List.of(
                    "ledger/20241004F.cq4",
                    "ledger/20241005F.cq4",
                    "ledger-checkpoints/0000000000000004.txt");
    private static final LedgerHead HEAD =
            new LedgerHead(
                    4,
                    Id.parse("0cf845d9a5dcc6752395fc601e749cdf86a2013df8b323385c501ad763bd892f"));

    @TempDir Path golden = Path.of("");

    private LedgerKit unpacked() throws IOException {
        for (String name : FILES) {
            Path file = golden.resolve(name);
            Files.createDirectories(file.getParent());
            try (InputStream in = LedgerGoldenTest.class.getResourceAsStream(GOLDEN + name)) {
                Files.copy(Objects.requireNonNull(in, name), file);
            }
        }
        LedgerKit kit = new LedgerKit(golden);
        kit.clockMillis += LedgerKit.DAY;
        return kit;
    }

    /** What the golden files hold. */
    private static LedgerHead write(LedgerKit kit) throws IOException {
        LedgerHead head;
        try (QueueLedger ledger = kit.open(LedgerHead.NONE)) {
            ledger.append(draft(LedgerKind.LEDGER_KIND_OPENED, 0));
            ledger.append(
                    draft(LedgerKind.LEDGER_KIND_POINT, 1).toBuilder()
                            .setLabel(Labels.of(LockMode.LOCK_MODE_COMPLIANCE, kit.clockMillis))
                            .build());
            kit.clockMillis += LedgerKit.DAY;
            ledger.append(draft(LedgerKind.LEDGER_KIND_EXPIRY_INTENT, 1));
            ledger.append(draft(LedgerKind.LEDGER_KIND_EXPIRY_DONE, 1));
            head = ledger.head();
        }
        kit.checkpoints().write(head);
        return head;
    }

    private static List<byte[]> excerpts(Path data) throws IOException {
        List<byte[]> excerpts = new ArrayList<>();
        new QueueExcerpts(new FileStorageDirectory(data), QueueLedger.FOLDER)
                .forEach((file, offset, excerpt) -> excerpts.add(excerpt));
        return excerpts;
    }

    @Test
    void theGoldenLedgerIsWhole() throws IOException {
        LedgerAudit.Result result = unpacked().audit(HEAD);
        assertThat(result.findings()).isEmpty();
        assertThat(result.entries()).isEqualTo(4);
        assertThat(result.checkpoints()).isEqualTo(1);
        assertThat(result.deleted()).extracting(LedgerEntry::getWhat).containsExactly("act on 1");
    }

    @Test
    void theSameActsMakeTheSameFiles(@TempDir Path data) throws IOException {
        LedgerKit kit = new LedgerKit(data);
        unpacked();
        assertThat(write(kit)).isEqualTo(HEAD);
        assertThat(excerpts(data)).containsExactly(excerpts(golden).toArray(byte[][]::new));
        String checkpoint = FILES.getLast();
        assertThat(data.resolve(checkpoint)).hasSameTextualContentAs(golden.resolve(checkpoint));
    }

    @Test
    void theGoldenLedgerGoesOn() throws IOException {
        LedgerKit kit = unpacked();
        LedgerHead head = kit.append(kit.append(HEAD, 2), 2);
        assertThat(kit.audit(head).findings()).isEmpty();
        assertThat(kit.audit(head).entries()).isEqualTo(8);
        assertThat(kit.files()).hasSize(2);
    }
}
