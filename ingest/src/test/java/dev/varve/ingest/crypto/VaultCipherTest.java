package dev.varve.ingest.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.VaultDocument;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultCipherTest {
    private static final byte[] BOUND = "bound".getBytes(UTF_8);

    private static byte[] ascending(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private static final DataKey KEY = DataKey.of(ascending(32));

    private static VaultDocument.Builder vault() {
        return VaultDocument.newBuilder()
                .setName("v")
                .setVaultId(ByteString.copyFrom(ascending(16)))
                .setEncryption(Encryption.ENCRYPTION_AES_256_GCM)
                .setDataKeyCheck(ByteString.copyFrom(KEY.checkValue()));
    }

    private static VaultCipher cipher() throws ProtocolException {
        return VaultCipher.sealing(vault().build(), KEY, new SecureRandom());
    }

    @Test
    void namesAndSealsAreTheGoldenOnes() throws ProtocolException {
        VaultCipher cipher = cipher();

        assertThat(HexFormat.of().formatHex(KEY.checkValue()))
                .isEqualTo("b04b9040f6860dcb86321aa7060b3ed0");
        assertThat(cipher.newChunkNamer().name(ByteBuffer.wrap("chunk".getBytes(UTF_8))))
                .hasToString("774fd4aa3ab0eee3f37880e456a797afd7a638e2863ba17ad63942109ad72af1");
        assertThat(Long.toHexString(cipher.entryKey("name".getBytes(UTF_8))))
                .isEqualTo("54ac31750c489672");
        assertThat(HexFormat.of().formatHex(cipher.sealNode("node".getBytes(UTF_8), BOUND)))
                .isEqualTo(
                        "576afd3eedb20754862901f0b5e1e13e1ea66081b9de9cb22b502e63b1adb2f6bf518017");
    }

    @Test
    void goldenSealsOpen() throws ProtocolException {
        byte[] sealed =
                HexFormat.of()
                        .parseHex(
                                "576afd3eedb20754862901f0b5e1e13e1ea66081b9de9cb22b502e63b1adb2f6bf518017");

        assertThat(cipher().openNode(sealed, BOUND)).isEqualTo("node".getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65535, 65536, 65537, 131072, 200_000})
    void whatIsSealedOpensAgain(int length) throws ProtocolException {
        byte[] plain = new byte[length];
        new Random(length).nextBytes(plain);
        Sealer sealer = cipher().newChunkSealer();
        ByteBuffer sealed = ByteBuffer.allocateDirect(Sealer.sealedLength(length));
        ByteBuffer opened = ByteBuffer.allocateDirect(length);

        sealer.seal(ByteBuffer.wrap(plain), ByteBuffer.wrap(BOUND), sealed);
        assertThat(sealed.hasRemaining()).isFalse();
        assertThat(Sealer.plainLength(sealed.flip().remaining())).isEqualTo(length);
        sealer.open(sealed, ByteBuffer.wrap(BOUND), opened);

        assertThat(opened.flip().equals(ByteBuffer.wrap(plain))).isTrue();
    }

    @Test
    void everyFlippedByteIsSeen() throws ProtocolException {
        VaultCipher cipher = cipher();
        byte[] sealed = cipher.sealNode(ascending(100), BOUND);

        for (int i = 0; i < sealed.length; i++) {
            byte[] tampered = sealed.clone();
            tampered[i] ^= 0x10;
            assertDamaged(cipher, tampered, BOUND);
        }
        for (int i = 0; i < BOUND.length; i++) {
            byte[] bound = BOUND.clone();
            bound[i] ^= 0x10;
            assertDamaged(cipher, sealed, bound);
        }
    }

    @Test
    void framesCannotBeCutOffSwappedOrRepeated() throws ProtocolException {
        Sealer sealer = cipher().newChunkSealer();
        int frame = Sealer.FRAME_LENGTH + Sealer.TAG_LENGTH;
        ByteBuffer plain = ByteBuffer.allocate(3 * Sealer.FRAME_LENGTH);
        ByteBuffer sealed = ByteBuffer.allocate(Sealer.sealedLength(plain.remaining()));
        sealer.seal(plain, ByteBuffer.wrap(BOUND), sealed);
        byte[] bytes = sealed.array();

        byte[] cut = Arrays.copyOf(bytes, Sealer.SALT_LENGTH + 2 * frame);
        byte[] swapped = bytes.clone();
        System.arraycopy(bytes, Sealer.SALT_LENGTH, swapped, Sealer.SALT_LENGTH + frame, frame);
        System.arraycopy(bytes, Sealer.SALT_LENGTH + frame, swapped, Sealer.SALT_LENGTH, frame);

        for (byte[] tampered : new byte[][] {cut, swapped}) {
            ByteBuffer target = ByteBuffer.allocate(plain.capacity());
            assertThatThrownBy(() ->
                            sealer.open(ByteBuffer.wrap(tampered), ByteBuffer.wrap(BOUND), target))
                    .isInstanceOf(ProtocolException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 16, 31, 65569})
    void lengthsThatNoSealHasAreRefused(int length) {
        assertThatThrownBy(() -> Sealer.plainLength(length))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_MESSAGE));
    }

    @Test
    void equalNodesSealEquallyAndOthersUnderAnotherSalt() throws ProtocolException {
        VaultCipher cipher = cipher();
        byte[] plain = ascending(10);

        assertThat(cipher.sealNode(plain, BOUND)).isEqualTo(cipher.sealNode(plain, BOUND));
        byte[] other = cipher.sealNode(plain, new byte[] {1});
        assertThat(Arrays.copyOf(other, 16))
                .isNotEqualTo(Arrays.copyOf(cipher.sealNode(plain, BOUND), 16));
        assertThat(cipher.sealDescription(plain)).isNotEqualTo(cipher.sealDescription(plain));
        assertThat(cipher.openDescription(cipher.sealDescription(plain))).isEqualTo(plain);
    }

    @Test
    void aForeignKeyIsRefused() {
        DataKey foreign = DataKey.of(new byte[32]);

        assertThatThrownBy(() -> VaultCipher.sealing(vault().build(), foreign, new SecureRandom()))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.WRONG_KEY));
    }

    @Test
    void anEncryptedVaultIsNeverTreatedAsPlain() {
        assertThatThrownBy(() -> VaultCipher.plain(vault().build()))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.WRONG_KEY));
    }

    private static void assertDamaged(VaultCipher cipher, byte[] sealed, byte[] bound) {
        assertThatThrownBy(() -> cipher.openNode(sealed, bound))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED));
    }
}
