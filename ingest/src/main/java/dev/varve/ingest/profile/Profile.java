package dev.varve.ingest.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.varve.ingest.key.Secret;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Uid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One client's settings: a JSON file that only its owner may read, since it holds the client's
 * private key and the key that unlocks the vault.
 *
 * @param endpoint HOST:PORT
 * @param key 32 bytes in base64; null: the vault is not encrypted, or opens by a passphrase
 */
public record Profile(
        String endpoint,
        String vault,
        String client,
        String repositoryId,
        String caCertificate,
        String certificate,
        String privateKey,
        @Nullable String key) {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();
    private static final int MOST_BYTES = 1 << 20;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    /**
     * Reads a profile.
     *
     * @throws ProtocolException CONFIGURATION, names the file and what is wrong with it
     */
    public static Profile read(Path file) throws IOException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw wrong(file, "is too large for a profile");
            }
            Profile profile = MAPPER.readValue(Files.readAllBytes(file), Profile.class);
            profile.check(file);
            return profile;
        } catch (NoSuchFileException e) {
            throw new ProtocolException(
                    ErrorCode.CONFIGURATION,
                    "there is no profile " + file,
                    "make one with: varve client enroll NAME --data DIR --vault V --to HOST:PORT"
                            + " --out PROFILE",
                    e);
        } catch (JsonProcessingException e) {
            throw new ProtocolException(
                    ErrorCode.CONFIGURATION,
                    "profile " + file + " is not a profile: " + e.getOriginalMessage(),
                    "use the file that varve client enroll wrote",
                    e);
        }
    }

    /**
     * Writes a new file that only its owner may read, whole or not at all.
     *
     * @throws java.nio.file.FileAlreadyExistsException rather than overwrite a key
     */
    public void write(Path file) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        byte[] text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        Files.write(file, text, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.SYNC);
    }

    /** The key kept in this profile; empty when there is none. */
    public Optional<Secret> secret() {
        return key == null || key.isEmpty()
                ? Optional.empty()
                : Optional.of(new Secret.KeyFile(Base64.getDecoder().decode(key)));
    }

    /** The same, reached elsewhere or for another vault; null leaves a setting as it is. */
    public Profile with(@Nullable String otherEndpoint, @Nullable String otherVault) {
        return new Profile(
                otherEndpoint == null ? endpoint : otherEndpoint,
                otherVault == null ? vault : otherVault,
                client,
                repositoryId,
                caCertificate,
                certificate,
                privateKey,
                key);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "Profile[" + client + " at " + endpoint + ", vault " + vault + "]";
    }

    private void check(Path file) throws ProtocolException {
        require(file, "endpoint", endpoint);
        require(file, "vault", vault);
        require(file, "client", client);
        require(file, "repositoryId", repositoryId);
        require(file, "caCertificate", caCertificate);
        require(file, "certificate", certificate);
        require(file, "privateKey", privateKey);
        try {
            Uid.parse(repositoryId);
            secret();
        } catch (IllegalArgumentException e) {
            throw wrong(file, "has a bad value: " + e.getMessage());
        }
    }

    private static void require(Path file, String name, @Nullable String value)
            throws ProtocolException {
        if (value == null || value.isBlank()) {
            throw wrong(file, "has no \"" + name + "\"");
        }
    }

    private static ProtocolException wrong(Path file, String what) {
        return new ProtocolException(
                ErrorCode.CONFIGURATION,
                "profile " + file + " " + what,
                "use the file that varve client enroll wrote");
    }
}
