package dev.varve.repo.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.ingest.block.BlockBackup;
import dev.varve.ingest.block.BlockRestore;
import dev.varve.ingest.block.BlockSource;
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
import dev.varve.protocol.message.Limits;
import dev.varve.protocol.message.RetentionAsked;
import dev.varve.protocol.server.FrameServerSettings;
import dev.varve.protocol.tls.CertifiedKey;
import dev.varve.protocol.tls.Pem;
import dev.varve.repo.index.IndexSettings;
import dev.varve.repo.index.RocksIndex;
import dev.varve.repo.io.FileStorageDirectory;
import dev.varve.repo.retention.FakeRetention;
import dev.varve.repo.session.SessionListener;
import dev.varve.repo.session.SessionServer;
import dev.varve.repo.session.SessionServerSettings;
import dev.varve.repo.store.Repository;
import dev.varve.repo.store.RepositoryParts;
import dev.varve.repo.store.StoreLimits;
import dev.varve.repo.store.segment.SegmentSettings;
import dev.varve.repo.store.segment.SegmentStore;
import dev.varve.repo.vault.DataDirectory;
import dev.varve.repo.vault.Enrolled;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockImageTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SIZE = (24 << 20) + 4321;

    @TempDir private Path folder;

    @Test
    void aVolumeAndItsIncrementsComeBackEqualAlsoAfterTheDaemonRestarted() throws Exception {
        Path volume = folder.resolve("volume");
        writeVolume(volume, new Random(31));
        DataDirectory data = DataDirectory.openOrInitialise(folder.resolve("data"));
        data.vaults().create("prod", Encryption.ENCRYPTION_AES_256_GCM);
        Enrolled enrolled = data.enrolment().enrol("web-1", "prod");
        Secret secret = Secret.KeyFile.random(RANDOM);
        BackupResult first;
        try (Served served = Served.start(data);
                RepositoryClient client = connect(data, enrolled, served)) {
            new VaultKeys(client, RANDOM, InstantSource.system()).createFirst(secret, "first");
        }
        Path before = Files.copy(volume, folder.resolve("before"));
        try (Served served = Served.start(data);
                RepositoryClient client = connect(data, enrolled, served)) {
            first = backUp(client, secret, volume);
        }
        try (RandomAccessFile file = new RandomAccessFile(volume.toFile(), "rw")) {
            file.seek(5_000_000);
            file.write(new byte[100_000]);
            file.write(1);
        }
        try (Served served = Served.start(data);
                RepositoryClient client = connect(data, enrolled, served)) {
            BackupResult second = backUp(client, secret, volume);

            assertThat(second.sentBytes()).isLessThan(400_000);
            assertThat(restore(client, secret, first, "first")).hasSameBinaryContentAs(before);
            assertThat(restore(client, secret, second, "second")).hasSameBinaryContentAs(volume);
        }
    }

    private BackupResult backUp(RepositoryClient client, Secret secret, Path volume)
            throws Exception {
        VaultCipher cipher = KeySlots.open(client.welcome().getVault(), secret, RANDOM);
        BackupOptions options =
                new BackupOptions(
                        CompressionLevel.DEFAULT,
                        2,
                        folder.resolve("state"),
                        () -> new PointNotes("test", "crash-consistent"),
                        RetentionAsked.getDefaultInstance(),
                        false);
        return new BackupRun(
                        client,
                        cipher,
                        options,
                        new Progress(),
                        new Cancellation(),
                        RANDOM,
                        InstantSource.system())
                .run(
                        List.of(
                                new BlockBackup(
                                        BlockSource.of(volume),
                                        "db/data",
                                        BlockBackup.BLOCK_BYTES,
                                        null)));
    }

    private Path restore(RepositoryClient client, Secret secret, BackupResult from, String name)
            throws Exception {
        VaultCipher cipher = KeySlots.open(client.welcome().getVault(), secret, RANDOM);
        Path target = folder.resolve(name);
        new BlockRestore(client, cipher, 2, new Progress(), new Cancellation())
                .toFile(from.roots().getFirst(), null, target, false);
        return target;
    }

    private static RepositoryClient connect(DataDirectory data, Enrolled enrolled, Served served)
            throws Exception {
        CertifiedKey key =
                new CertifiedKey(
                        Pem.readPrivateKey(enrolled.privateKeyPem()),
                        Pem.readCertificate(enrolled.certificatePem()));
        return NettyRepositoryClient.connect(
                ClientSettings.of(
                                "127.0.0.1",
                                served.server.address().getPort(),
                                data.repositoryId(),
                                "prod",
                                key,
                                data.keys().authority().certificate())
                        .withPatience(Duration.ofSeconds(20)));
    }

    private static void writeVolume(Path volume, Random random) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(volume.toFile(), "rw")) {
            file.setLength(SIZE);
            for (int at = 0; at < SIZE - (1 << 20); at += 3 << 20) {
                byte[] bytes = new byte[2 << 20];
                random.nextBytes(bytes);
                file.seek(at);
                file.write(bytes, 0, Math.min(bytes.length, SIZE - at));
            }
        }
    }

    /** A daemon without its admin side. */
    private record Served(RocksIndex index, Repository repository, SessionServer server)
            implements AutoCloseable {
        static Served start(DataDirectory data) throws Exception {
            RocksIndex index =
                    RocksIndex.open(
                            data.root().resolve("index"),
                            data.temporary(),
                            data.repositoryId(),
                            new IndexSettings(8 << 20, 8 << 20));
            SegmentStore records =
                    SegmentStore.open(
                            new FileStorageDirectory(data.root()),
                            data.repositoryId(),
                            index,
                            new SegmentSettings(
                                    4 << 20,
                                    Duration.ofMinutes(5),
                                    8 << 20,
                                    0,
                                    32 << 20,
                                    16,
                                    4 << 20),
                            System::nanoTime);
            Repository repository =
                    Repository.open(
                            new RepositoryParts(
                                    data.repositoryId(),
                                    records,
                                    index,
                                    number -> data.vaults().findByNumber(number).orElse(null),
                                    data.keys().receipt(),
                                    Clock.systemUTC(),
                                    RANDOM,
                                    StoreLimits.DEFAULT,
                                    new FakeRetention().retention()));
            FrameServerSettings network =
                    new FrameServerSettings(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            data.keys().server(),
                            data.keys().authority().certificate(),
                            64,
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(20));
            Limits limits =
                    Limits.newBuilder()
                            .setWindowBytes(4 << 20)
                            .setFrameBytes(1 << 20)
                            .setIdsPerRequest(1000)
                            .setStreams(8)
                            .build();
            SessionServer server =
                    SessionServer.start(
                            SessionServerSettings.of(network, limits, 4),
                            repository,
                            data.clients(),
                            data.vaults(),
                            SessionListener.NONE);
            return new Served(index, repository, server);
        }

        @Override
        public void close() throws IOException {
            server.close();
            repository.close();
            index.close();
        }
    }
}
