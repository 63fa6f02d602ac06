package dev.varve.repo.vault;

import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Uid;

/**
 * What a new client needs to connect, all PEM; goes into its profile file. The private key is kept
 * nowhere else.
 */
public record Enrolled(
        Uid repositoryId,
        ClientDocument client,
        VaultDocument vault,
        String caCertificatePem,
        String certificatePem,
        String privateKeyPem) {

    /** Without the private key. */
    @Override
    public String toString() {
        return "Enrolled[" + client.name() + " in vault " + vault.getName() + "]";
    }
}
