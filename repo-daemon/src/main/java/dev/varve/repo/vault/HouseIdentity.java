package dev.varve.repo.vault;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * Which repository it is, and the key that proves its signatures: for who must hold none of its
 * secrets.
 */
public record HouseIdentity(Uid repositoryId, PublicKey receipt) {
    private static final int MOST_BYTES = 1 << 16;

    /**
     * Of a data directory.
     *
     * @throws ProtocolException NOT_A_REPOSITORY, or DAMAGED with the file's name
     */
    public static HouseIdentity read(Path root) throws IOException {
        if (!RepositoryFiles.folder(root).exists(RepositoryDocument.NAME)) {
            throw new ProtocolException(
                    ErrorCode.NOT_A_REPOSITORY,
                    root + " is not a repository: it has no repository.json",
                    "Name the right directory.");
        }
        Path file = root.resolve("keys/receipt.pub");
        String text =
                new String(new AtomicFile(file).read(MOST_BYTES), StandardCharsets.UTF_8).strip();
        try {
            PublicKey key =
                    KeyFactory.getInstance("Ed25519")
                            .generatePublic(
                                    new X509EncodedKeySpec(Base64.getDecoder().decode(text)));
            return new HouseIdentity(Uid.parse(new RepositoryFiles(root).repositoryId()), key);
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            throw new ProtocolException(
                    ErrorCode.DAMAGED, file + " is no Ed25519 key", "", unreadable);
        }
    }
}
