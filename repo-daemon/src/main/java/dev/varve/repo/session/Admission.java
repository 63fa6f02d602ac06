package dev.varve.repo.session;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.frame.ProtocolVersions;
import dev.varve.protocol.message.Hello;
import dev.varve.protocol.message.KeySlot;
import dev.varve.protocol.message.UpdateKeys;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.store.Repository;
import dev.varve.repo.store.VaultStore;
import dev.varve.repo.vault.ClientDocument;
import dev.varve.repo.vault.ClientRegistry;
import dev.varve.repo.vault.VaultRegistry;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Decides who may do what. Reads disks; safe for use by many threads. */
final class Admission {
    private final Repository repository;
    private final ClientRegistry clients;
    private final VaultRegistry vaults;

    /** Who was let in, and to what. */
    record Admitted(
            int version, String client, String vault, VaultDocument document, VaultStore store) {}

    Admission(Repository repository, ClientRegistry clients, VaultRegistry vaults) {
        this.repository = repository;
        this.clients = clients;
        this.vaults = vaults;
    }

    /**
     * Looks at a greeting.
     *
     * @throws ProtocolException VERSION_UNSUPPORTED, WRONG_REPOSITORY, UNAUTHENTICATED,
     *     CERTIFICATE_REVOKED, FORBIDDEN, VAULT_UNKNOWN
     */
    Admitted admit(X509Certificate certificate, Hello hello) throws IOException {
        int version = ProtocolVersions.agree(hello);
        Uid repositoryId = repository.repositoryId();
        if (!hello.getRepositoryId().isEmpty()
                && !Arrays.equals(hello.getRepositoryId().toByteArray(), repositoryId.toBytes())) {
            throw new ProtocolException(
                    ErrorCode.WRONG_REPOSITORY,
                    "this is repository " + repositoryId + ", not the one of the client's profile",
                    "check the endpoint of the profile");
        }
        ClientDocument client = clients.authenticate(certificate);
        if (!client.vault().equals(hello.getVault())) {
            throw new ProtocolException(
                    ErrorCode.FORBIDDEN,
                    "client "
                            + client.name()
                            + " is enrolled for vault "
                            + client.vault()
                            + ", and asks for \""
                            + hello.getVault()
                            + "\"",
                    "use the profile of a client that is enrolled for that vault");
        }
        VaultDocument document = vaults.require(client.vault());
        return new Admitted(
                version, client.name(), client.vault(), document, repository.vault(document));
    }

    /** A certificate may be revoked while its connection lasts. */
    void requireStillGood(X509Certificate certificate) throws IOException {
        clients.authenticate(certificate);
    }

    /**
     * Replaces key slots; the same once more is no error, since an answer may get lost. Destroying
     * a key is deletion: as long as anything is locked, every key slot stays as it is.
     */
    VaultDocument updateKeys(Admitted who, UpdateKeys update) throws IOException {
        String vault = who.vault();
        try {
            return vaults.updateKeys(vault, update, lost -> requireNothingLocked(who, lost));
        } catch (ProtocolException e) {
            VaultDocument current = vaults.require(vault);
            if (e.code() == ErrorCode.KEYS_CHANGED
                    && current.getRevision() == update.getExpectedRevision() + 1
                    && current.getKeySlotsList().equals(update.getKeySlotsList())) {
                return current;
            }
            throw e;
        }
    }

    private static void requireNothingLocked(Admitted who, List<KeySlot> lost) throws IOException {
        String slots = lost.stream().map(KeySlot::getSlotId).collect(Collectors.joining(", "));
        who.store()
                .requireNothingLocked(
                        "client " + who.client(),
                        "remove or change key slot " + slots + " of vault " + who.vault());
    }
}
