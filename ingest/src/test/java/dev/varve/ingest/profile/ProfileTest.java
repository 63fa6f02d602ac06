package dev.varve.ingest.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.varve.ingest.key.Secret;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileTest {
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final Profile PROFILE =
            new Profile("host:7500", "v", "c", "0".repeat(32), "ca", "cert", "private", KEY);

    @TempDir Path directory = Path.of("");

    @Test
    void whatIsWrittenIsReadAgainAndOnlyItsOwnerMayReadIt() throws IOException {
        Path file = directory.resolve("profile.json");

        PROFILE.write(file);

        assertThat(Profile.read(file)).isEqualTo(PROFILE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aProfileIsNeverOverwritten() throws IOException {
        Path file = Files.createFile(directory.resolve("profile.json"));

        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> PROFILE.write(file));
    }

    @Test
    void secretsAreNotInItsText() {
        assertThat(PROFILE.toString()).doesNotContain(KEY).doesNotContain("private");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"endpoint\":\"h:1\"}",
                "{\"unknown\":1}",
                "{\"endpoint\":\"h:1\",\"vault\":\"v\",\"client\":\"c\",\"repositoryId\":\"xyz\","
                        + "\"caCertificate\":\"a\",\"certificate\":\"b\",\"privateKey\":\"p\"}"
            })
    void nonsenseIsAConfigurationErrorThatNamesTheFile(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("broken.json"), text);

        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> Profile.read(file))
                .withMessageContaining("broken.json")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION));
    }

    @Test
    void aKeyIsReadFromAProfileFromRawBytesAndFromBase64() throws IOException {
        Path profile = directory.resolve("profile.json");
        PROFILE.write(profile);
        Path raw = Files.write(directory.resolve("raw"), new byte[32]);
        Path text = Files.writeString(directory.resolve("text"), KEY + "\n");

        for (Path file : new Path[] {profile, raw, text}) {
            assertThat(SecretFile.key(file))
                    .isInstanceOfSatisfying(
                            Secret.KeyFile.class, key -> assertThat(key.bytes()).containsOnly(0));
        }
    }

    @Test
    void aPassphraseIsTheFirstLine() throws IOException {
        Path file = directory.resolve("phrase");
        Files.write(file, "correct horse\nnot this".getBytes(StandardCharsets.UTF_8));

        assertThat(SecretFile.passphrase(file))
                .isInstanceOfSatisfying(
                        Secret.Passphrase.class,
                        phrase ->
                                assertThat(phrase.characters())
                                        .containsExactly("correct horse".toCharArray()));
    }

    @Test
    void anEmptyPassphraseIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("phrase"), "\nsecond");

        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> SecretFile.passphrase(file));
    }
}
