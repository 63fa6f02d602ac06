package dev.varve.repo.vault;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.tls.ClientIdentity;
import dev.varve.repo.io.LockFile;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Clients in {@code clients/<name>.json}. */
final class FileClientRegistry implements ClientRegistry {
    private final RepositoryFiles files;
    private final DocumentFolder<ClientDocument> folder;
    private final Clock clock;

    FileClientRegistry(RepositoryFiles files, Clock clock) {
        this.files = files;
        this.folder =
                new DocumentFolder<>(
                        files.clients(),
                        ClientDocument.class,
                        ClientDocument.FORMAT,
                        ClientDocument.VERSION);
        this.clock = clock;
    }

    @Override
    public Optional<ClientDocument> find(String name) throws IOException {
        // Names come from certificates: one that breaks the rule must never become a path.
        if (!RepositoryFiles.isName(name)) {
            return Optional.empty();
        }
        return folder.find(name, files.repositoryId());
    }

    @Override
    public List<ClientDocument> list() throws IOException {
        return folder.list(files.repositoryId());
    }

    @Override
    public ClientDocument authenticate(X509Certificate certificate) throws IOException {
        ClientIdentity identity = ClientIdentity.of(certificate);
        String name = identity.client();
        String fingerprint = fingerprint(certificate);
        ClientDocument client =
                find(name)
                        .orElseThrow(() ->
                                new ProtocolException(
                                        ErrorCode.UNAUTHENTICATED,
                                        "no client \"" + name + "\" is enrolled here",
                                        "Enrol it with: varve client enroll"));
        boolean current =
                client.fingerprint().equals(fingerprint) && client.vault().equals(identity.vault());
        if (current && !client.revoked()) {
            return client;
        }
        if (current || client.formerFingerprints().contains(fingerprint)) {
            throw new ProtocolException(
                    ErrorCode.CERTIFICATE_REVOKED,
                    "the certificate of client " + name + " is revoked",
                    "Enrol the client again with: varve client enroll");
        }
        throw new ProtocolException(
                ErrorCode.UNAUTHENTICATED,
                "this certificate of client " + name + " was not enrolled here",
                "Use the profile of the last enrolment.");
    }

    @Override
    public ClientDocument revoke(String name) throws IOException {
        try (LockFile _ = LockFile.take(files.documentsLock())) {
            ClientDocument client =
                    find(name)
                            .orElseThrow(() ->
                                    new ProtocolException(
                                            ErrorCode.CLIENT_UNKNOWN,
                                            "no client named \"" + name + "\"",
                                            "See: varve client list --data DIR"));
            if (client.revoked()) {
                return client;
            }
            ClientDocument revoked =
                    document(
                            client.name(),
                            client.vault(),
                            client.fingerprint(),
                            client.enrolledMillis(),
                            client.expiresMillis(),
                            clock.millis(),
                            client.formerFingerprints());
            folder.write(revoked);
            return revoked;
        }
    }

    /**
     * Notes a certificate that was just issued; the one before it must be revoked.
     *
     * @throws ProtocolException ALREADY_EXISTS; VAULT_UNKNOWN when the vault was deleted meanwhile
     */
    ClientDocument enrol(
            String name, String vault, X509Certificate certificate, VaultRegistry vaults)
            throws IOException {
        try (LockFile _ = LockFile.take(files.documentsLock())) {
            vaults.require(vault);
            Optional<ClientDocument> before = find(name);
            if (before.isPresent() && !before.get().revoked()) {
                throw alreadyEnrolled(name);
            }
            List<String> former = new ArrayList<>();
            before.ifPresent(client -> {
                former.addAll(client.formerFingerprints());
                former.add(client.fingerprint());
            });
            ClientDocument client =
                    document(
                            name,
                            vault,
                            fingerprint(certificate),
                            clock.millis(),
                            certificate.getNotAfter().toInstant().toEpochMilli(),
                            0,
                            former);
            folder.write(client);
            return client;
        }
    }

    static ProtocolException alreadyEnrolled(String name) {
        return new ProtocolException(
                ErrorCode.ALREADY_EXISTS,
                "client " + name + " is enrolled already",
                "Choose another name, or first: varve client revoke " + name);
    }

    private ClientDocument document(
            String name,
            String vault,
            String fingerprint,
            long enrolledMillis,
            long expiresMillis,
            long revokedMillis,
            List<String> former) {
        return new ClientDocument(
                ClientDocument.FORMAT,
                ClientDocument.VERSION,
                files.repositoryId(),
                name,
                vault,
                fingerprint,
                enrolledMillis,
                expiresMillis,
                revokedMillis,
                former);
    }

    private static String fingerprint(X509Certificate certificate) throws IOException {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException impossible) {
            throw new IOException("certificate has no fingerprint", impossible);
        }
    }
}
