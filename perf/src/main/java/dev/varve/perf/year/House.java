package dev.varve.perf.year;

import dev.varve.protocol.message.Limits;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.server.FrameServerSettings;
import dev.varve.repo.index.IndexSettings;
import dev.varve.repo.index.RocksIndex;
import dev.varve.repo.io.FileStorageDirectory;
import dev.varve.repo.session.SessionListener;
import dev.varve.repo.session.SessionServer;
import dev.varve.repo.session.SessionServerSettings;
import dev.varve.repo.store.Repository;
import dev.varve.repo.store.RepositoryParts;
import dev.varve.repo.store.StoreLimits;
import dev.varve.repo.store.VaultStore;
import dev.varve.repo.store.segment.SegmentSettings;
import dev.varve.repo.store.segment.SegmentStore;
import dev.varve.repo.vault.DataDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;

/**
 * A daemon in this process, on real files and a real index, with a clock that is turned by hand.
 * Opened again it seals what was open, as a day of rest would.
 */
record House(CountedIndex index, SegmentStore records, Repository repository, SessionServer server)
        implements AutoCloseable {
    static House open(DataDirectory data, TurnedClock clock, long segmentBytes) throws Exception {
        CountedIndex index =
                new CountedIndex(
                        RocksIndex.open(
                                data.root().resolve("index"),
                                data.temporary(),
                                data.repositoryId(),
                                IndexSettings.defaults()));
        SegmentSettings usual = SegmentSettings.defaults();
        SegmentStore records =
                SegmentStore.open(
                        new FileStorageDirectory(data.root()),
                        data.repositoryId(),
                        index,
                        new SegmentSettings(
                                segmentBytes,
                                usual.idle(),
                                usual.pendingBytes(),
                                0,
                                usual.flushBytes(),
                                usual.openFiles(),
                                usual.readWindowBytes()),
                        clock::nanos);
        Repository repository =
                Repository.open(
                        new RepositoryParts(
                                data.repositoryId(),
                                records,
                                index,
                                number -> data.vaults().findByNumber(number).orElse(null),
                                data.keys().receipt(),
                                clock,
                                new SecureRandom(),
                                StoreLimits.DEFAULT,
                                clock.retention()));
        return new House(index, records, repository, serve(data, repository));
    }

    private static SessionServer serve(DataDirectory data, Repository repository) throws Exception {
        FrameServerSettings network =
                new FrameServerSettings(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        data.keys().server(),
                        data.keys().authority().certificate(),
                        64,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(60));
        Limits limits =
                Limits.newBuilder()
                        .setWindowBytes(8 << 20)
                        .setFrameBytes(4 << 20)
                        .setIdsPerRequest(4096)
                        .setStreams(8)
                        .build();
        return SessionServer.start(
                SessionServerSettings.of(network, limits, 4),
                repository,
                data.clients(),
                data.vaults(),
                SessionListener.NONE);
    }

    VaultStore vault(VaultDocument document) throws IOException {
        return repository.vault(document);
    }

    @Override
    public void close() throws IOException {
        server.close();
        repository.close();
        index.close();
    }
}
