package dev.varve.perf.year;

import dev.varve.ingest.block.BlockBackup;
import dev.varve.ingest.block.BlockRestore;
import dev.varve.ingest.block.BlockSource;
import dev.varve.ingest.block.ChangedExtents;
import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.key.KeySlots;
import dev.varve.ingest.key.Secret;
import dev.varve.ingest.key.VaultKeys;
import dev.varve.ingest.push.BackupOptions;
import dev.varve.ingest.push.BackupResult;
import dev.varve.ingest.push.BackupRun;
import dev.varve.ingest.push.Cancellation;
import dev.varve.ingest.push.PointNotes;
import dev.varve.ingest.push.Progress;
import dev.varve.ingest.record.CompressionLevel;
import dev.varve.protocol.client.ClientSettings;
import dev.varve.protocol.client.NettyRepositoryClient;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.message.Encryption;
import dev.varve.protocol.message.RetentionAsked;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.tls.CertifiedKey;
import dev.varve.protocol.tls.Pem;
import dev.varve.repo.vault.DataDirectory;
import dev.varve.repo.vault.Enrolled;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client of one vault over the real protocol: TLS and encryption on, two streams. */
final class Person {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int STREAMS = 2;
    private static final String CHAIN = "volume";

    private final DataDirectory data;
    private final String vault;
    private final Enrolled enrolled;
    private final Path state;
    private final Secret secret = Secret.KeyFile.random(RANDOM);

    private Person(DataDirectory data, String vault, Enrolled enrolled, Path state) {
        this.data = data;
        this.vault = vault;
        this.enrolled = enrolled;
        this.state = state;
    }

    /** Makes the vault, too. */
    static Person of(DataDirectory data, String vault, Path state) throws Exception {
        data.vaults().create(vault, Encryption.ENCRYPTION_AES_256_GCM);
        return new Person(data, vault, data.enrolment().enrol("client-" + vault, vault), state);
    }

    VaultDocument vault() throws Exception {
        return data.vaults().require(vault);
    }

    void makeKeys(House house) throws Exception {
        try (RepositoryClient client = connect(house)) {
            new VaultKeys(client, RANDOM, InstantSource.system()).createFirst(secret, "first");
        }
    }

    /** The whole volume when {@code changed} is null. */
    BackupResult backUp(House house, Path volume, @Nullable ChangedExtents changed)
            throws Exception {
        try (RepositoryClient client = connect(house)) {
            BackupOptions options =
                    new BackupOptions(
                            CompressionLevel.DEFAULT,
                            STREAMS,
                            state,
                            () -> new PointNotes("a year", "crash-consistent"),
                            RetentionAsked.getDefaultInstance(),
                            false);
            BackupRun run =
                    new BackupRun(
                            client,
                            cipher(client),
                            options,
                            new Progress(),
                            new Cancellation(),
                            RANDOM,
                            InstantSource.system());
            return run.run(
                    List.of(
                            new BlockBackup(
                                    BlockSource.of(volume),
                                    CHAIN,
                                    BlockBackup.BLOCK_BYTES,
                                    changed)));
        }
    }

    /** Gives the seconds it took. */
    double restore(House house, Id root, Path target) throws Exception {
        try (RepositoryClient client = connect(house)) {
            VaultCipher cipher = cipher(client);
            long begin = System.nanoTime();
            new BlockRestore(client, cipher, STREAMS, new Progress(), new Cancellation())
                    .toFile(root, null, target, false);
            return (System.nanoTime() - begin) / 1e9;
        }
    }

    private VaultCipher cipher(RepositoryClient client) throws Exception {
        return KeySlots.open(client.welcome().getVault(), secret, RANDOM);
    }

    private RepositoryClient connect(House house) throws Exception {
        CertifiedKey key =
                new CertifiedKey(
                        Pem.readPrivateKey(enrolled.privateKeyPem()),
                        Pem.readCertificate(enrolled.certificatePem()));
        return NettyRepositoryClient.connect(
                ClientSettings.of(
                                "127.0.0.1",
                                house.server().address().getPort(),
                                data.repositoryId(),
                                vault,
                                key,
                                data.keys().authority().certificate())
                        .withPatience(Duration.ofSeconds(60)));
    }
}
