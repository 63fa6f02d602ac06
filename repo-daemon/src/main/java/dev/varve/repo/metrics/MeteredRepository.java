package dev.varve.repo.metrics;

import dev.varve.protocol.message.Statistics;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.store.Repository;
import dev.varve.repo.store.SealedSegment;
import dev.varve.repo.store.VaultStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what goes through another repository, and lists its checks as tasks. */
public final class MeteredRepository implements Repository {
    private final Repository inner;
    private final Metrics metrics;
    private final Tasks tasks;
    private final Map<Integer, VaultStore> vaults = new ConcurrentHashMap<>();

    public MeteredRepository(Repository inner, Metrics metrics, Tasks tasks) {
        this.inner = inner;
        this.metrics = metrics;
        this.tasks = tasks;
    }

    @Override
    public Uid repositoryId() {
        return inner.repositoryId();
    }

    @Override
    public byte[] receiptKey() {
        return inner.receiptKey();
    }

    @Override
    public VaultStore vault(VaultDocument document) throws IOException {
        VaultStore known = vaults.get(document.getVaultNumber());
        if (known != null) {
            return known;
        }
        VaultStore metered =
                new MeteredVault(document.getName(), inner.vault(document), metrics, tasks);
        VaultStore before = vaults.putIfAbsent(document.getVaultNumber(), metered);
        return before == null ? metered : before;
    }

    @Override
    public List<SealedSegment> sealedSegments() throws IOException {
        return inner.sealedSegments();
    }

    @Override
    public Statistics statistics() throws IOException {
        return inner.statistics();
    }

    @Override
    public void close() throws IOException {
        inner.close();
    }
}
