package dev.varve.repo.vault;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.tls.CertificateAuthority;
import dev.varve.protocol.tls.CertifiedKey;
import dev.varve.protocol.tls.Pem;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/**
 * Lets clients in: issues their certificates by the repository's own authority. Works beside a
 * running daemon. The client's key for its vault is not made here: the daemon never sees it.
 */
public final class Enrolment {
    private final Uid repositoryId;
    private final VaultRegistry vaults;
    private final FileClientRegistry clients;
    private final HouseKeys keys;
    private final CertificateAuthority authority;

    Enrolment(
            Uid repositoryId,
            VaultRegistry vaults,
            FileClientRegistry clients,
            HouseKeys keys,
            Clock clock,
            SecureRandom random) {
        this.repositoryId = repositoryId;
        this.vaults = vaults;
        this.clients = clients;
        this.keys = keys;
        this.authority = new CertificateAuthority(keys.authority(), clock, random);
    }

    /**
     * Issues a certificate for {@code clientName} in {@code vaultName}; good for five years, or
     * until revoked.
     *
     * @throws ProtocolException VAULT_UNKNOWN, ALREADY_EXISTS when a client of this name is
     *     enrolled and not revoked, USAGE for a bad name
     */
    public Enrolled enrol(String clientName, String vaultName) throws IOException {
        RepositoryFiles.requireName("client", clientName);
        VaultDocument vault = vaults.require(vaultName);
        Optional<ClientDocument> before = clients.find(clientName);
        if (before.isPresent() && !before.get().revoked()) {
            throw FileClientRegistry.alreadyEnrolled(clientName);
        }
        try {
            CertifiedKey issued = authority.issueClient(clientName, vaultName);
            ClientDocument client =
                    clients.enrol(clientName, vaultName, issued.certificate(), vaults);
            return new Enrolled(
                    repositoryId,
                    client,
                    vault,
                    Pem.write(keys.authority().certificate()),
                    Pem.write(issued.certificate()),
                    Pem.write(issued.privateKey()));
        } catch (GeneralSecurityException impossible) {
            throw new IOException("cannot issue a certificate", impossible);
        }
    }
}
