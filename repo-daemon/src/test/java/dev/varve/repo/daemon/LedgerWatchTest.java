package dev.varve.repo.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.KeySlot;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.message.LockMode;
import dev.varve.protocol.message.SlotKind;
import dev.varve.protocol.message.UpdateKeys;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.repo.retention.clock.Doubt;
import dev.varve.repo.retention.label.Labels;
import dev.varve.repo.store.SealedSegment;
import dev.varve.repo.vault.Role;
import dev.varve.repo.vault.VaultRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerWatchTest {
    private static final int MINUTES_PER_HOUR = 60;
    private static final int WRAPPED_KEY_BYTES = 60;
    private static final int CHECK_BYTES = 16;

    private final Path data;
    private final LedgerWatchKit kit;

    LedgerWatchTest(@TempDir Path data) throws IOException {
        this.data = data;
        this.kit = new LedgerWatchKit(data);
    }

    @AfterEach
    void end() throws IOException {
        kit.watch.close();
    }

    private long checkpoints() throws IOException {
        Path folder = data.resolve("ledger-checkpoints");
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    @Test
    void aStartIsEnteredAndTheClocksRecordTellsOfItAtOnce() throws IOException {
        assertThat(kit.thread.periodMillis).isEqualTo(60_000);
        assertThat(kit.watch.begun()).isTrue();
        assertThat(kit.told(LedgerKind.LEDGER_KIND_OPENED)).hasSize(1);
        assertThat(kit.clock.ledger()).isEqualTo(kit.watch.ledger().head());
        kit.restart();
        assertThat(kit.watch.begun()).isFalse();
        assertThat(kit.told(LedgerKind.LEDGER_KIND_OPENED)).hasSize(2);
    }

    @Test
    void theClockIsToldHourlyWithACheckpoint() throws IOException {
        kit.minutes(MINUTES_PER_HOUR - 1);
        assertThat(kit.told(LedgerKind.LEDGER_KIND_CLOCK)).isEmpty();
        assertThat(checkpoints()).isZero();
        kit.minutes(1);
        assertThat(kit.told(LedgerKind.LEDGER_KIND_CLOCK)).hasSize(1);
        assertThat(checkpoints()).isEqualTo(1);
        kit.minutes(MINUTES_PER_HOUR);
        assertThat(kit.told(LedgerKind.LEDGER_KIND_CLOCK)).hasSize(2);
        assertThat(checkpoints()).isEqualTo(2);
        assertThat(kit.audit().findings()).isEmpty();
    }

    @Test
    void thatTheClockChangedItsStateIsToldWithinAMinuteAndOnce() throws IOException {
        kit.moveWall(400_000);
        kit.minutes(3);
        assertThat(kit.told(LedgerKind.LEDGER_KIND_CLOCK))
                .hasSize(1)
                .first()
                .asString()
                .contains("the wall clock was moved");
        assertThat(checkpoints()).isEqualTo(1);
    }

    @Test
    void aLookThatFailsDoesNotEndTheLooksAfterIt() throws IOException {
        Path folder = Files.createFile(data.resolve("ledger-checkpoints"));
        kit.minutes(MINUTES_PER_HOUR);
        Files.delete(folder);
        kit.minutes(MINUTES_PER_HOUR);
        assertThat(checkpoints()).isEqualTo(1);
    }

    @Test
    void anEndLeavesACheckpointAndARecordOfAllEntries() throws IOException {
        kit.watch.close();
        assertThat(checkpoints()).isEqualTo(1);
        assertThat(kit.thread.isTerminated()).isTrue();
        assertThat(kit.audit().findings()).isEmpty();
        assertThat(kit.audit().entries()).isEqualTo(kit.clock.ledger().size());
    }

    @Test
    void besideAnotherLedgerTheClockFreezesAndNothingIsEntered() throws IOException {
        kit.watch.close();
        try (Stream<Path> files = Files.list(data.resolve("ledger"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        kit.restart();
        kit.minutes(MINUTES_PER_HOUR);

        assertThat(kit.clock.status().doubts()).containsExactly(Doubt.LEDGER_BEHIND);
        assertThat(kit.watch.ledger().head().size()).isZero();
    }

    @Test
    void vaultsAndClientsAreToldOnceEachThatTheyChange() throws IOException {
        kit.directory.vaults().create("v", Encryption.ENCRYPTION_NONE);
        kit.directory.enrolment().enrol("one", "v");
        kit.minutes(2);
        kit.directory.clients().revoke("one");
        kit.restart();
        kit.minutes(2);
        kit.directory.enrolment().enrol("one", "v");
        kit.restart();
        kit.minutes(2);

        assertThat(kit.told(LedgerKind.LEDGER_KIND_VAULT)).containsExactly("vault v was made");
        assertThat(kit.told(LedgerKind.LEDGER_KIND_CLIENT))
                .satisfiesExactly(
                        made -> assertThat(made).startsWith("client one of vault v was enrolled"),
                        gone -> assertThat(gone).startsWith("client one of vault v was revoked"),
                        again ->
                                assertThat(again).startsWith("client one of vault v was enrolled"));
    }

    @Test
    void peopleAreToldWhenTheyComeGetAnotherTokenAndGo() throws IOException {
        kit.directory.operators().add("eva", Role.SECURITY_OFFICER);
        kit.minutes(2);
        kit.directory.operators().rotate("eva");
        kit.restart();
        kit.minutes(2);
        kit.directory.operators().remove("eva");
        kit.restart();
        kit.minutes(2);
        kit.directory.operators().add("eva", Role.READER);
        kit.minutes(2);

        List<String> told = kit.told(LedgerKind.LEDGER_KIND_OPERATOR);
        assertThat(told)
                .satisfiesExactly(
                        in -> assertThat(in).startsWith("operator eva is in as security-officer"),
                        other -> assertThat(other).startsWith("operator eva is in as security-off"),
                        out -> assertThat(out).isEqualTo("operator eva is out"),
                        again -> assertThat(again).startsWith("operator eva is in as reader"));
        assertThat(told.get(0)).isNotEqualTo(told.get(1));
    }

    @Test
    void sealedSegmentsAreToldOnceWithTheirLabels() throws IOException {
        kit.sealed.add(new SealedSegment(4, true, Labels.of(LockMode.LOCK_MODE_COMPLIANCE, 1000)));
        kit.follow();
        kit.sealed.add(new SealedSegment(5, false, Labels.of(LockMode.LOCK_MODE_NONE, 0)));
        kit.minutes(2);
        kit.restart();
        kit.follow();

        List<LedgerEntry> told =
                kit.entries().stream()
                        .filter(entry -> entry.getKind() == LedgerKind.LEDGER_KIND_SEGMENT_SEALED)
                        .toList();
        assertThat(told)
                .extracting(LedgerEntry::getWhat)
                .containsExactly(
                        "segment 4 (data) is sealed, compliance",
                        "segment 5 (meta) is sealed, none");
        assertThat(told.getFirst().getLabel().getRetainUntilMillis()).isEqualTo(1000);
    }

    private static KeySlot slot(String id, int content) {
        byte[] wrapped = new byte[WRAPPED_KEY_BYTES];
        wrapped[0] = (byte) content;
        return KeySlot.newBuilder()
                .setSlotId(id)
                .setKind(SlotKind.SLOT_KIND_KEY_FILE)
                .setWrappedDataKey(ByteString.copyFrom(wrapped))
                .build();
    }

    private static UpdateKeys to(VaultDocument vault, KeySlot... slots) {
        return UpdateKeys.newBuilder()
                .setExpectedRevision(vault.getRevision())
                .addAllKeySlots(List.of(slots))
                .setDataKeyCheck(ByteString.copyFrom(new byte[CHECK_BYTES]))
                .build();
    }

    private VaultRegistry ledgered() {
        return new LedgeredVaults(kit.directory.vaults(), kit.watch.inventory());
    }

    private VaultDocument update(VaultDocument vault, KeySlot... slots) throws IOException {
        return ledgered().updateKeys("v", to(vault, slots), lost -> {});
    }

    @Test
    void keySlotsAreToldBeforeTheyChangeAndOnce() throws IOException {
        VaultDocument vault = kit.directory.vaults().create("v", Encryption.ENCRYPTION_AES_256_GCM);
        VaultDocument one = update(vault, slot("a", 1), slot("b", 1));
        VaultDocument two = update(one, slot("b", 2), slot("c", 1));
        kit.minutes(1);
        kit.restart();
        kit.minutes(1);

        assertThat(two.getKeySlotsList()).hasSize(2);
        assertThat(kit.told(LedgerKind.LEDGER_KIND_KEYS))
                .containsExactly(
                        "key slots of vault v: added a, added b",
                        "key slots of vault v: replaced b, added c, removed a");
    }

    @Test
    void keySlotsThatAreRefusedAreNotTold() throws IOException {
        VaultDocument vault = kit.directory.vaults().create("v", Encryption.ENCRYPTION_AES_256_GCM);
        update(vault, slot("a", 1));
        assertThatThrownBy(() -> update(vault, slot("b", 1)))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.KEYS_CHANGED));
        kit.minutes(1);
        assertThat(kit.told(LedgerKind.LEDGER_KIND_KEYS)).hasSize(1);
    }

    @Test
    void keySlotsThatMayNotGoAreNotTold() throws IOException {
        VaultDocument vault = kit.directory.vaults().create("v", Encryption.ENCRYPTION_AES_256_GCM);
        VaultDocument one = update(vault, slot("a", 1));
        VaultRegistry.LostSlots locked =
                lost -> {
                    throw new ProtocolException(ErrorCode.RETENTION_LOCKED, "locked", "");
                };
        assertThatThrownBy(() -> ledgered().updateKeys("v", to(one, slot("a", 2)), locked))
                .hasMessageContaining("locked");
        kit.minutes(1);
        assertThat(kit.told(LedgerKind.LEDGER_KIND_KEYS)).hasSize(1);
    }

    @Test
    void keySlotsThatChangedBesideTheDaemonAreTold() throws IOException {
        VaultDocument vault = kit.directory.vaults().create("v", Encryption.ENCRYPTION_AES_256_GCM);
        VaultDocument one = update(vault, slot("a", 1));
        kit.directory.vaults().updateKeys("v", to(one, slot("z", 1)), lost -> {});
        kit.minutes(2);
        assertThat(kit.told(LedgerKind.LEDGER_KIND_KEYS))
                .containsExactly(
                        "key slots of vault v: added a", "key slots of vault v as they are");
    }

    @Test
    void whereTheLedgerTakesNothingKeySlotsStayAsTheyAre() throws IOException {
        VaultDocument vault = kit.directory.vaults().create("v", Encryption.ENCRYPTION_AES_256_GCM);
        kit.watch.ledger().close();
        assertThatThrownBy(() -> update(vault, slot("a", 1))).isInstanceOf(ProtocolException.class);
        assertThat(kit.directory.vaults().require("v").getKeySlotsList()).isEmpty();
    }
}
