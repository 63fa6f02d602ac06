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
import java.util.HashSet;
import java.util.Set;

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

    /** Replaces key slots; the same once more is no error, since an answer may get lost. */
    VaultDocument updateKeys(String vault, UpdateKeys update) throws IOException {
        try {
            return vaults.updateKeys(vault, update);
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

    /** Destroying a key is deletion: as long as anything is locked, every key slot stays. */
    void requireKeysStay(Admitted who, UpdateKeys update) throws IOException {
        Set<String> kept = new HashSet<>();
        update.getKeySlotsList().forEach(slot -> kept.add(slot.getSlotId()));
        for (KeySlot slot : vaults.require(who.vault()).getKeySlotsList()) {
            if (!kept.contains(slot.getSlotId())) {
                who.store()
                        .requireNothingLocked(
                                "client " + who.client(),
                                "remove key slot " + slot.getSlotId() + " of vault " + who.vault());
            }
        }
    }
}
