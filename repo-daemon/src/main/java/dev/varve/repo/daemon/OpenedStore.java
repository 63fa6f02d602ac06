package dev.varve.repo.daemon;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.repo.config.DaemonConfiguration;
import dev.varve.repo.config.SessionConfiguration;
import dev.varve.repo.config.StoreConfiguration;
import dev.varve.repo.index.Family;
import dev.varve.repo.index.Index;
import dev.varve.repo.index.IndexSettings;
import dev.varve.repo.index.RocksIndex;
import dev.varve.repo.io.StorageDirectory;
import dev.varve.repo.retention.Retention;
import dev.varve.repo.store.Repository;
import dev.varve.repo.store.RepositoryParts;
import dev.varve.repo.store.StoreLimits;
import dev.varve.repo.store.segment.SegmentSettings;
import dev.varve.repo.store.segment.SegmentStore;
import dev.varve.repo.vault.DataDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Index, segments and repository of a claimed data directory, opened and recovered together. */
final class OpenedStore implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(OpenedStore.class);

    private final Index index;
    private final Repository repository;

    private OpenedStore(Index index, Repository repository) {
        this.index = index;
        this.repository = repository;
    }

    /** Recovers what a crash left; returns when all is applied. */
    static OpenedStore open(
            DataDirectory directory,
            StorageDirectory storage,
            DaemonConfiguration configuration,
            Retention retention)
            throws IOException {
        StoreConfiguration store = configuration.store();
        Index index =
                RocksIndex.open(
                        index(directory),
                        directory.temporary().resolve("native"),
                        directory.repositoryId(),
                        new IndexSettings(store.indexCacheBytes(), store.indexWriteBufferBytes()));
        boolean opened = false;
        try {
            SegmentStore records =
                    SegmentStore.open(
                            storage,
                            directory.repositoryId(),
                            index,
                            settings(store),
                            System::nanoTime);
            Repository repository =
                    Repository.open(
                            new RepositoryParts(
                                    directory.repositoryId(),
                                    records,
                                    index,
                                    number -> directory.vaults().findByNumber(number).orElse(null),
                                    directory.keys().receipt(),
                                    Clock.systemUTC(),
                                    new SecureRandom(),
                                    limits(configuration.sessions()),
                                    retention));
            restoreVaults(directory, index);
            opened = true;
            return new OpenedStore(index, repository);
        } finally {
            if (!opened) {
                index.close();
            }
        }
    }

    static Path index(DataDirectory directory) {
        return directory.root().resolve("index");
    }

    Repository repository() {
        return repository;
    }

    long indexBytes() throws IOException {
        return index.sizeBytes();
    }

    /** Segments first: they flush the index once more. */
    @Override
    public void close() throws IOException {
        try {
            repository.close();
        } finally {
            index.close();
        }
    }

    /** A vault whose file is lost comes back from the copy in its segments. */
    private static void restoreVaults(DataDirectory directory, Index index) throws IOException {
        List<VaultDocument> vaults = new ArrayList<>();
        index.scan(
                Family.VAULTS,
                new byte[0],
                (key, value) -> {
                    vaults.add(parse(value));
                    return true;
                });
        for (VaultDocument vault : vaults) {
            if (directory.vaults().restore(vault)) {
                LOGGER.atWarn()
                        .addKeyValue("vault", vault.getName())
                        .addKeyValue("revision", vault.getRevision())
                        .log("vault restored from its segments");
            }
        }
    }

    private static VaultDocument parse(byte[] value) throws IOException {
        try {
            return VaultDocument.parseFrom(value);
        } catch (InvalidProtocolBufferException unreadable) {
            throw new IOException("the index holds a vault that cannot be read", unreadable);
        }
    }

    private static SegmentSettings settings(StoreConfiguration store) {
        SegmentSettings defaults = SegmentSettings.defaults();
        return new SegmentSettings(
                store.segmentBytes(),
                Duration.ofSeconds(store.segmentIdleSeconds()),
                defaults.pendingBytes(),
                store.diskReserveBytes(),
                defaults.flushBytes(),
                defaults.openFiles(),
                defaults.readWindowBytes());
    }

    private static StoreLimits limits(SessionConfiguration sessions) {
        StoreLimits defaults = StoreLimits.DEFAULT;
        return new StoreLimits(
                sessions.sessionsPerClient(),
                defaults.imagesPerSession(),
                defaults.missingIds(),
                defaults.findings(),
                defaults.placesPerFinding(),
                defaults.countsPerBatch());
    }
}
