package dev.varve.ingest.profile;

import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.key.KeySlots;
import dev.varve.ingest.key.Secret;
import dev.varve.protocol.client.ClientSettings;
import dev.varve.protocol.client.NettyRepositoryClient;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.rate.RateSchedule;
import dev.varve.protocol.tls.CertifiedKey;
import dev.varve.protocol.tls.Pem;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

/** A client connected as a profile says. Closing it closes the client. */
public final class Connection implements AutoCloseable {
    private final Profile profile;
    private final RepositoryClient client;
    private final SecureRandom random = new SecureRandom();

    private Connection(Profile profile, RepositoryClient client) {
        this.profile = profile;
        this.client = client;
    }

    /**
     * Connects.
     *
     * @throws ProtocolException CONFIGURATION for a profile that makes no sense, UNAVAILABLE, or
     *     what the daemon refused
     */
    public static Connection open(
            Profile profile, int streams, Duration patience, RateSchedule rateLimit)
            throws ProtocolException, InterruptedException {
        ClientSettings settings =
                settings(profile)
                        .withConnections(streams)
                        .withPatience(patience)
                        .withRateLimit(rateLimit);
        return new Connection(profile, NettyRepositoryClient.connect(settings));
    }

    public Profile profile() {
        return profile;
    }

    public RepositoryClient client() {
        return client;
    }

    public SecureRandom random() {
        return random;
    }

    /**
     * Unlocks the vault, before anything is transferred.
     *
     * @param given a secret said on the command line, preferred to the profile's
     * @throws ProtocolException WRONG_KEY
     */
    public VaultCipher unlock(Optional<Secret> given) throws ProtocolException {
        VaultDocument vault = client.welcome().getVault();
        if (vault.getEncryption() == Encryption.ENCRYPTION_NONE) {
            return VaultCipher.plain(vault);
        }
        return KeySlots.open(vault, secret(given), random);
    }

    /**
     * The secret to unlock with.
     *
     * @throws ProtocolException WRONG_KEY when there is none
     */
    public Secret secret(Optional<Secret> given) throws ProtocolException {
        return given.or(profile::secret)
                .orElseThrow(() ->
                        new ProtocolException(
                                ErrorCode.WRONG_KEY,
                                "vault \""
                                        + profile.vault()
                                        + "\" is encrypted and the profile holds no key",
                                "name one with --unlock-key-file FILE or --unlock-passphrase-file"
                                        + " FILE"));
    }

    @Override
    public void close() {
        client.close();
    }

    private static ClientSettings settings(Profile profile) throws ProtocolException {
        String endpoint = profile.endpoint();
        int colon = endpoint.lastIndexOf(':');
        try {
            String host = endpoint.substring(0, Math.max(colon, 0));
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            }
            return ClientSettings.of(
                    host,
                    Integer.parseInt(endpoint.substring(colon + 1)),
                    Uid.parse(profile.repositoryId()),
                    profile.vault(),
                    new CertifiedKey(
                            Pem.readPrivateKey(profile.privateKey()),
                            Pem.readCertificate(profile.certificate())),
                    Pem.readCertificate(profile.caCertificate()));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new ProtocolException(
                    ErrorCode.CONFIGURATION,
                    "cannot connect to \"" + endpoint + "\" by this profile: " + e.getMessage(),
                    "write the endpoint as HOST:PORT, and use the profile as enroll wrote it",
                    e);
        }
    }
}
