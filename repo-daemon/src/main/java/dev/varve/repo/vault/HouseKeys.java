package dev.varve.repo.vault;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.tls.CertificateAuthority;
import dev.varve.protocol.tls.CertifiedKey;
import dev.varve.protocol.tls.Pem;
import dev.varve.repo.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of one repository: its certificate authority and the daemon's own certificate ({@code
 * tls/}), the Ed25519 key that signs receipts ({@code keys/}), and the token of the admin side
 * ({@code admin-token}). Shows none of them in {@link #toString}.
 */
public final class HouseKeys {
    private static final int MOST_BYTES = 1 << 16;
    private static final int TOKEN_BYTES = 32;
    private static final String RECEIPT_ALGORITHM = "Ed25519";

    private final CertifiedKey authority;
    private final CertifiedKey server;
    private final KeyPair receipt;
    private final String adminToken;

    private HouseKeys(
            CertifiedKey authority, CertifiedKey server, KeyPair receipt, String adminToken) {
        this.authority = authority;
        this.server = server;
        this.receipt = receipt;
        this.adminToken = adminToken;
    }

    /** What every peer's certificate must come from. */
    public CertifiedKey authority() {
        return authority;
    }

    /** What the daemon shows to its clients. */
    public CertifiedKey server() {
        return server;
    }

    /** Ed25519. */
    public KeyPair receipt() {
        return receipt;
    }

    /** What an admin request must bear. */
    public String adminToken() {
        return adminToken;
    }

    /** All of them fresh, durable when this returns. */
    static void create(Path root, Uid repositoryId, Clock clock, SecureRandom random)
            throws IOException {
        try {
            CertificateAuthority authority =
                    CertificateAuthority.create(repositoryId, clock, random);
            write(root, "tls/ca", authority.authority());
            write(root, "tls/server", authority.issueServer(repositoryId));
            KeyPairGenerator generator = KeyPairGenerator.getInstance(RECEIPT_ALGORITHM);
            generator.initialize(255, random);
            KeyPair receipt = generator.generateKeyPair();
            write(root, "keys/receipt.key", Pem.write(receipt.getPrivate()));
            String publicKey = Base64.getEncoder().encodeToString(receipt.getPublic().getEncoded());
            write(root, "keys/receipt.pub", publicKey + "\n");
            byte[] token = new byte[TOKEN_BYTES];
            random.nextBytes(token);
            write(root, "admin-token", HexFormat.of().formatHex(token) + "\n");
        } catch (GeneralSecurityException impossible) {
            throw new IOException("cannot make keys", impossible);
        }
    }

    /**
     * Reads what {@link #create} wrote.
     *
     * @throws ProtocolException DAMAGED, names the file
     */
    static HouseKeys read(Path root) throws IOException {
        CertifiedKey authority = readCertified(root, "tls/ca");
        CertifiedKey server = readCertified(root, "tls/server");
        String token = read(root, "admin-token").strip();
        if (token.length() < 2 * 16) {
            throw damaged(root.resolve("admin-token"), "is shorter than 32 characters", null);
        }
        return new HouseKeys(authority, server, readReceipt(root), token);
    }

    private static KeyPair readReceipt(Path root) throws IOException {
        String privatePem = read(root, "keys/receipt.key");
        String publicKey = read(root, "keys/receipt.pub").strip();
        try {
            KeyFactory factory = KeyFactory.getInstance(RECEIPT_ALGORITHM);
            String body = privatePem.replaceAll("-----[A-Z ]+-----", "");
            return new KeyPair(
                    factory.generatePublic(
                            new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey))),
                    factory.generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body))));
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            throw damaged(
                    root.resolve("keys/receipt.key"),
                    "and receipt.pub beside it are no Ed25519 keys",
                    unreadable);
        }
    }

    private static CertifiedKey readCertified(Path root, String name) throws IOException {
        String key = read(root, name + ".key");
        String certificate = read(root, name + ".crt");
        try {
            return new CertifiedKey(Pem.readPrivateKey(key), Pem.readCertificate(certificate));
        } catch (GeneralSecurityException unreadable) {
            throw damaged(
                    root.resolve(name + ".key"),
                    "and the .crt beside it are no key and certificate",
                    unreadable);
        }
    }

    private static void write(Path root, String name, CertifiedKey key)
            throws IOException, GeneralSecurityException {
        write(root, name + ".key", Pem.write(key.privateKey()));
        write(root, name + ".crt", Pem.write(key.certificate()));
    }

    private static void write(Path root, String name, String content) throws IOException {
        new AtomicFile(root.resolve(name)).write(content.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(Path root, String name) throws IOException {
        Path path = root.resolve(name);
        try {
            return new String(new AtomicFile(path).read(MOST_BYTES), StandardCharsets.US_ASCII);
        } catch (NoSuchFileException missing) {
            throw damaged(path, "is missing", missing);
        }
    }

    private static ProtocolException damaged(Path path, String what, @Nullable Exception cause) {
        String advice = "Put the file back from a copy of the data directory.";
        return cause == null
                ? new ProtocolException(ErrorCode.DAMAGED, path + " " + what, advice)
                : new ProtocolException(ErrorCode.DAMAGED, path + " " + what, advice, cause);
    }
}
