package dev.varve.ingest.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.varve.ingest.crypto.DataKey;
import dev.varve.ingest.fake.FakeRepository;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.KeySlot;
import dev.varve.protocol.message.SlotKind;
import dev.varve.protocol.message.VaultDocument;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeySlotsTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final FakeRepository repository = FakeRepository.withoutKey();
    private final RepositoryClient client = repository.connect();
    private final VaultKeys keys = new VaultKeys(client, RANDOM, InstantSource.system());
    private final Secret first = Secret.KeyFile.random(RANDOM);

    @Test
    void aSlotMadeElsewhereOpens() throws ProtocolException {
        byte[] ascending = new byte[32];
        for (int i = 0; i < ascending.length; i++) {
            ascending[i] = (byte) i;
        }
        KeySlot slot =
                KeySlot.newBuilder()
                        .setSlotId("0011223344556677")
                        .setKind(SlotKind.SLOT_KIND_KEY_FILE)
                        .setWrappedDataKey(
                                ByteString.copyFrom(
                                        HexFormat.of()
                                                .parseHex(
                                                        "6465666768696a6b6c6d6e6f9eca55d38a6fa72d0d74b8320b9c7bbda9eb642e64fd8661bdc52b430340eca700245da0f0be3e4f5d7c0fea31f2ded0")))
                        .build();
        DataKey expected = DataKey.of(ascending);
        VaultDocument vault =
                VaultDocument.newBuilder()
                        .setName("v")
                        .setVaultId(ByteString.copyFrom(ascending, 0, 16))
                        .setEncryption(Encryption.ENCRYPTION_AES_256_GCM)
                        .setDataKeyCheck(ByteString.copyFrom(expected.checkValue()))
                        .addKeySlots(slot)
                        .build();
        byte[] keyFile = new byte[32];
        Arrays.fill(keyFile, (byte) 7);

        DataKey unlocked = KeySlots.unlock(vault, new Secret.KeyFile(keyFile));

        assertThat(unlocked.toBytes()).isEqualTo(ascending);
    }

    @Test
    void everyAddedSecretOpensTheSameDataKey() throws Exception {
        DataKey key = keys.createFirst(first, "first");
        Secret words = new Secret.Passphrase("correct horse".toCharArray());

        keys.add(first, words, "words");

        VaultDocument vault = repository.vault();
        assertThat(KeySlots.unlock(vault, words).toBytes()).isEqualTo(key.toBytes());
        assertThat(KeySlots.unlock(vault, first).toBytes()).isEqualTo(key.toBytes());
        assertWrongKey(vault, new Secret.Passphrase("correct hors".toCharArray()));
        assertWrongKey(vault, Secret.KeyFile.random(RANDOM));
    }

    @Test
    void aRotatedSlotOpensToTheNewSecretOnly() throws Exception {
        DataKey key = keys.createFirst(first, "first");
        Secret second = Secret.KeyFile.random(RANDOM);

        keys.rotate(first, repository.vault().getKeySlots(0).getSlotId(), second);

        assertThat(KeySlots.unlock(repository.vault(), second).toBytes()).isEqualTo(key.toBytes());
        assertWrongKey(repository.vault(), first);
    }

    @Test
    void theLastSlotStaysAndOthersCanGo() throws Exception {
        keys.createFirst(first, "first");
        Secret second = Secret.KeyFile.random(RANDOM);
        KeySlot added = keys.add(first, second, "second");

        keys.remove(first, added.getSlotId());

        assertWrongKey(repository.vault(), second);
        String last = repository.vault().getKeySlots(0).getSlotId();
        assertThatThrownBy(() -> keys.remove(first, last))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE));
    }

    @Test
    void nobodyRemovesTheSlotThatTheyAloneHold() throws Exception {
        keys.createFirst(first, "first");
        keys.add(first, Secret.KeyFile.random(RANDOM), "second");
        String own = repository.vault().getKeySlots(0).getSlotId();

        assertThatThrownBy(() -> keys.remove(first, own))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.WRONG_KEY));
    }

    @Test
    void aChangeByAnotherClientIsNotOverwritten() throws Exception {
        VaultKeys other = new VaultKeys(client, RANDOM, InstantSource.system());
        keys.createFirst(first, "first");

        assertThatThrownBy(() -> other.createFirst(Secret.KeyFile.random(RANDOM), "other"))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.KEYS_CHANGED));
    }

    @Test
    void everyFlippedByteOfASlotIsSeen() throws Exception {
        keys.createFirst(first, "first");
        VaultDocument vault = repository.vault();
        byte[] wrapped = vault.getKeySlots(0).getWrappedDataKey().toByteArray();

        for (int i = 0; i < wrapped.length; i++) {
            byte[] tampered = wrapped.clone();
            tampered[i] ^= 1;
            VaultDocument.Builder changed = vault.toBuilder();
            changed.getKeySlotsBuilder(0).setWrappedDataKey(ByteString.copyFrom(tampered));
            assertWrongKey(changed.build(), first);
        }
        VaultDocument.Builder renamed = vault.toBuilder();
        renamed.getKeySlotsBuilder(0).setSlotId("other");
        assertWrongKey(renamed.build(), first);
    }

    @ParameterizedTest
    @CsvSource({"2147483647,3,4", "-1,3,4", "65536,1000,4", "65536,0,4", "65536,3,1000", "1,3,4"})
    void parametersBeyondReasonAreRefusedBeforeTheyCostAnything(int memory, int passes, int lanes)
            throws Exception {
        Secret words = new Secret.Passphrase("words".toCharArray());
        keys.createFirst(first, "first");
        KeySlot slot =
                repository.vault().getKeySlots(0).toBuilder()
                        .setKind(SlotKind.SLOT_KIND_PASSPHRASE)
                        .setSalt(ByteString.copyFrom(new byte[16]))
                        .setArgon2MemoryKib(memory)
                        .setArgon2Passes(passes)
                        .setArgon2Lanes(lanes)
                        .build();
        VaultDocument vault = repository.vault().toBuilder().addKeySlots(slot).build();

        assertThatThrownBy(() -> KeySlots.unlock(vault, words))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_MESSAGE));
    }

    private static void assertWrongKey(VaultDocument vault, Secret secret) {
        assertThatThrownBy(() -> KeySlots.unlock(vault, secret))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.WRONG_KEY));
    }
}
