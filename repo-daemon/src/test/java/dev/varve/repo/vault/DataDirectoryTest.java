package dev.varve.repo.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.KeySlot;
import dev.varve.protocol.message.RetentionPolicy;
import dev.varve.protocol.message.SlotKind;
import dev.varve.protocol.message.UpdateKeys;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.tls.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir Path root;

    @Test
    void initialisingTwiceIsOpening() throws IOException {
        DataDirectory first = DataDirectory.openOrInitialise(root);
        DataDirectory second = DataDirectory.openOrInitialise(root);

        assertThat(second.repositoryId()).isEqualTo(first.repositoryId());
        assertThat(second.keys().adminToken()).isEqualTo(first.keys().adminToken());
    }

    @Test
    void secretsAreForTheOwnerOnly() throws IOException {
        DataDirectory.openOrInitialise(root);

        for (String name : new String[] {"admin-token", "tls/ca.key", "keys/receipt.key"}) {
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(root.resolve(name))))
                    .as(name)
                    .isEqualTo("rw-------");
        }
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(root.resolve("tls"))))
                .isEqualTo("rwx------");
    }

    @Test
    void aChangeOfAPolicySeesTheOneBeforeHoweverManyThereAre() throws Exception {
        VaultRegistry vaults = DataDirectory.openOrInitialise(root).vaults();
        vaults.create("one", Encryption.ENCRYPTION_NONE);
        int changes = 40;
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < changes; i++) {
                var _ =
                        threads.submit(() ->
                                vaults.updatePolicy(
                                        "one",
                                        before ->
                                                before.getPolicy().toBuilder()
                                                        .setKeepLast(
                                                                before.getPolicy().getKeepLast()
                                                                        + 1)
                                                        .build()));
            }
        }

        assertThat(vaults.require("one").getPolicy().getKeepLast()).isEqualTo(changes);
    }

    @Test
    void aChangeOfAPolicyThatThrowsLeavesItAsItWas() throws IOException {
        VaultRegistry vaults = DataDirectory.openOrInitialise(root).vaults();
        VaultDocument before = vaults.create("one", Encryption.ENCRYPTION_NONE);

        assertThatThrownBy(() ->
                        vaults.updatePolicy(
                                "one",
                                now -> {
                                    throw new IOException("not in the ledger");
                                }))
                .hasMessageContaining("not in the ledger");

        assertThat(vaults.require("one")).isEqualTo(before);
    }

    @Test
    void tokensOfPeopleAreKeptAsDigestsOnly() throws IOException {
        OperatorRegistry operators = DataDirectory.openOrInitialise(root).operators();
        String token = operators.add("eva", Role.SECURITY_OFFICER);

        assertThat(Files.readString(root.resolve("operators/eva.json"))).doesNotContain(token);
        assertThat(operators.authenticate(token)).isPresent();
        assertThat(operators.authenticate(token.substring(1))).isEmpty();
        assertCode(ErrorCode.ALREADY_EXISTS, () -> operators.add("eva", Role.READER));
        assertCode(ErrorCode.USAGE, () -> operators.add("admin", Role.READER));
        assertCode(ErrorCode.USAGE, () -> operators.rotate("nobody"));
        assertCode(ErrorCode.USAGE, () -> operators.remove("nobody"));
    }

    @Test
    void aDeletedVaultIsGoneAndItsNameGivesAnotherVault() throws IOException {
        DataDirectory directory = DataDirectory.openOrInitialise(root);
        VaultRegistry vaults = directory.vaults();
        vaults.create("one", Encryption.ENCRYPTION_NONE);
        VaultDocument before =
                vaults.updatePolicy(
                        "one", now -> RetentionPolicy.newBuilder().setKeepLast(3).build());

        VaultDocument deleted = vaults.delete("one", 77);

        assertThat(deleted.getDeletedMillis()).isEqualTo(77);
        assertThat(deleted.getRevision()).isGreaterThan(before.getRevision());
        assertThat(vaults.list()).isEmpty();
        assertCode(ErrorCode.VAULT_UNKNOWN, () -> vaults.require("one"));
        assertCode(ErrorCode.VAULT_UNKNOWN, () -> directory.enrolment().enrol("late", "one"));
        assertThat(vaults.findByNumber(before.getVaultNumber())).contains(deleted);
        assertCode(
                ErrorCode.ALREADY_EXISTS, () -> vaults.create("one", Encryption.ENCRYPTION_NONE));
        vaults.deletionFinished(deleted);
        VaultDocument again = vaults.create("one", Encryption.ENCRYPTION_NONE);
        assertThat(again.getVaultNumber()).isGreaterThan(before.getVaultNumber());
        assertThat(again.getVaultId()).isNotEqualTo(before.getVaultId());
        assertThat(again.hasPolicy()).isFalse();
    }

    @Test
    void whatACrashLeftOfADeletedVaultsFilesDoesNotBringItBack() throws IOException {
        VaultRegistry vaults = DataDirectory.openOrInitialise(root).vaults();
        VaultDocument before = vaults.create("one", Encryption.ENCRYPTION_NONE);
        byte[] file = Files.readAllBytes(root.resolve("vaults/one.json"));
        VaultDocument deleted = vaults.delete("one", 77);
        Files.write(root.resolve("vaults/one.json"), file);

        assertThat(vaults.find("one")).isEmpty();
        assertThat(vaults.list()).isEmpty();
        assertThat(vaults.restore(before)).isFalse();
        vaults.deletionFinished(deleted);
        assertThat(root.resolve("vaults/one.json")).doesNotExist();
        vaults.deletionFinished(deleted);
    }

    @Test
    void aDeletionIsKnownFromTheSegmentsAloneBesideANewVaultOfTheSameName() throws IOException {
        VaultRegistry first = DataDirectory.openOrInitialise(root).vaults();
        first.create("one", Encryption.ENCRYPTION_NONE);
        VaultDocument deleted = first.delete("one", 77);
        first.deletionFinished(deleted);
        VaultDocument living = first.create("one", Encryption.ENCRYPTION_NONE);
        Files.delete(root.resolve("deleted-vaults/000001.json"));
        Files.delete(root.resolve("vaults/one.json"));
        VaultRegistry vaults = DataDirectory.open(root).vaults();

        assertThat(vaults.restore(deleted)).isTrue();
        assertThat(vaults.restore(living)).isTrue();

        assertThat(vaults.list()).containsExactly(living);
        assertThat(vaults.unfinishedDeletions()).containsExactly(deleted);
        assertThat(vaults.restore(deleted)).isFalse();
        vaults.deletionFinished(deleted);
        assertThat(vaults.require("one")).isEqualTo(living);
    }

    @Test
    void vaultNumbersAreNeverUsedAgain() throws IOException {
        VaultRegistry vaults = DataDirectory.openOrInitialise(root).vaults();
        int first = vaults.create("one", Encryption.ENCRYPTION_NONE).getVaultNumber();
        Files.delete(root.resolve("vaults/one.json"));

        assertThat(vaults.find("one")).isEmpty();
        assertThat(vaults.create("two", Encryption.ENCRYPTION_NONE).getVaultNumber())
                .isGreaterThan(first);
    }

    @Test
    void aVaultMadeByAnotherOpenerIsSeenAtOnce() throws IOException {
        DataDirectory daemon = DataDirectory.openOrInitialise(root);
        assertThat(daemon.vaults().find("team")).isEmpty();

        VaultDocument made =
                DataDirectory.open(root).vaults().create("team", Encryption.ENCRYPTION_NONE);

        assertThat(daemon.vaults().require("team")).isEqualTo(made);
        assertThat(daemon.vaults().findByNumber(made.getVaultNumber())).contains(made);
    }

    @Test
    void keysChangeOnlyFromTheRevisionThatWasSeen() throws IOException {
        VaultRegistry vaults = DataDirectory.openOrInitialise(root).vaults();
        vaults.create("team", Encryption.ENCRYPTION_AES_256_GCM);

        VaultDocument changed = vaults.updateKeys("team", firstKey(1), lost -> {});

        assertThat(changed.getRevision()).isEqualTo(2);
        assertThat(vaults.require("team")).isEqualTo(changed);
        assertCode(
                ErrorCode.KEYS_CHANGED, () -> vaults.updateKeys("team", firstKey(1), lost -> {}));
        assertCode(
                ErrorCode.BAD_MESSAGE,
                () ->
                        vaults.updateKeys(
                                "team",
                                UpdateKeys.newBuilder().setExpectedRevision(2).build(),
                                lost -> {}));
    }

    @Test
    void aSlotThatIsOverwrittenUnderItsIdIsLost() throws IOException {
        VaultRegistry vaults = DataDirectory.openOrInitialise(root).vaults();
        vaults.create("team", Encryption.ENCRYPTION_AES_256_GCM);
        VaultDocument before = vaults.updateKeys("team", firstKey(1), lost -> {});
        KeySlot slot = before.getKeySlots(0);
        byte[] other = slot.getWrappedDataKey().toByteArray();
        other[0] ^= 1;
        UpdateKeys overwriting =
                firstKey(2).toBuilder()
                        .setKeySlots(
                                0, slot.toBuilder().setWrappedDataKey(ByteString.copyFrom(other)))
                        .build();

        assertCode(
                ErrorCode.RETENTION_LOCKED,
                () ->
                        vaults.updateKeys(
                                "team",
                                overwriting,
                                lost -> {
                                    assertThat(lost).containsExactly(slot);
                                    throw new ProtocolException(
                                            ErrorCode.RETENTION_LOCKED, "locked", "");
                                }));

        assertThat(vaults.require("team")).isEqualTo(before);
    }

    @Test
    void aLostVaultComesBackFromASegmentAndAnOlderCopyChangesNothing() throws IOException {
        VaultRegistry vaults = DataDirectory.openOrInitialise(root).vaults();
        VaultDocument vault = vaults.create("team", Encryption.ENCRYPTION_AES_256_GCM);
        VaultDocument newer = vaults.updateKeys("team", firstKey(1), lost -> {});

        assertThat(vaults.restore(vault)).isFalse();
        Files.delete(root.resolve("vaults/team.json"));
        assertThat(vaults.restore(newer)).isTrue();
        assertThat(vaults.require("team")).isEqualTo(newer);
    }

    @Test
    void namesFromPeersNeverBecomePaths() throws IOException {
        DataDirectory directory = DataDirectory.openOrInitialise(root);

        assertThat(directory.vaults().find("../repository")).isEmpty();
        assertThat(directory.clients().find("../repository")).isEmpty();
        assertCode(
                ErrorCode.USAGE,
                () -> directory.vaults().create("../x", Encryption.ENCRYPTION_NONE));
    }

    @Test
    void enrolledThenRevokedThenEnrolledAgain() throws IOException, GeneralSecurityException {
        DataDirectory directory = DataDirectory.openOrInitialise(root);
        directory.vaults().create("team", Encryption.ENCRYPTION_NONE);
        X509Certificate first = certificate(directory.enrolment().enrol("node", "team"));

        assertThat(directory.clients().authenticate(first).name()).isEqualTo("node");
        assertCode(ErrorCode.ALREADY_EXISTS, () -> directory.enrolment().enrol("node", "team"));

        DataDirectory.open(root).clients().revoke("node");
        assertCode(ErrorCode.CERTIFICATE_REVOKED, () -> directory.clients().authenticate(first));

        X509Certificate second = certificate(directory.enrolment().enrol("node", "team"));
        assertThat(directory.clients().authenticate(second).name()).isEqualTo("node");
        assertCode(ErrorCode.CERTIFICATE_REVOKED, () -> directory.clients().authenticate(first));
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        DataDirectory directory = DataDirectory.openOrInitialise(root);
        directory.vaults().create("team", Encryption.ENCRYPTION_NONE);
        Files.writeString(root.resolve("vaults/team.json"), "{\"format\":");

        assertThatThrownBy(() -> directory.vaults().require("team"))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("team.json");
    }

    @Test
    void aFileOfAnotherRepositoryIsRefused(@TempDir Path other) throws IOException {
        DataDirectory.openOrInitialise(other).vaults().create("team", Encryption.ENCRYPTION_NONE);
        DataDirectory directory = DataDirectory.openOrInitialise(root);
        Files.copy(other.resolve("vaults/team.json"), root.resolve("vaults/team.json"));

        assertCode(ErrorCode.DAMAGED, () -> directory.vaults().require("team"));
    }

    @Test
    void openingWhatIsNoRepositoryIsRefused() {
        assertCode(ErrorCode.NOT_A_REPOSITORY, () -> DataDirectory.open(root));
    }

    private static X509Certificate certificate(Enrolled enrolled) throws GeneralSecurityException {
        return Pem.readCertificate(enrolled.certificatePem());
    }

    private static UpdateKeys firstKey(long revision) {
        return UpdateKeys.newBuilder()
                .setExpectedRevision(revision)
                .setDataKeyCheck(ByteString.copyFrom(new byte[16]))
                .addKeySlots(
                        KeySlot.newBuilder()
                                .setSlotId("a")
                                .setKind(SlotKind.SLOT_KIND_KEY_FILE)
                                .setWrappedDataKey(ByteString.copyFrom(new byte[60])))
                .build();
    }

    private static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
