package dev.varve.repo.store;

import dev.varve.protocol.message.Statistics;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.index.Family;
import dev.varve.repo.index.Index;
import dev.varve.repo.index.IndexBatch;
import dev.varve.repo.store.segment.RecordRun;
import dev.varve.repo.store.segment.RecordStore;
import dev.varve.repo.store.segment.RecordStore.RecoveryReport;
import dev.varve.repo.store.segment.SegmentClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A repository over a record store and its index. */
final class StoreRepository implements Repository {
    private static final Logger LOGGER = LoggerFactory.getLogger(StoreRepository.class);

    private final RepositoryParts parts;
    private final ReceiptSigner signer;
    private final ReferenceCounting counting;
    private final ExecutorService executor;
    private final Map<Integer, OpenVault> vaults = new ConcurrentHashMap<>();

    private StoreRepository(RepositoryParts parts) {
        this.parts = parts;
        this.signer = new ReceiptSigner(parts.receiptKey());
        this.counting =
                new ReferenceCounting(
                        parts.records(), parts.index(), parts.limits().countsPerBatch());
        this.executor =
                Executors.newCachedThreadPool(
                        Thread.ofPlatform().daemon().name("store-append-", 0).factory());
    }

    static StoreRepository open(RepositoryParts parts) throws IOException {
        StoreRepository repository = new StoreRepository(parts);
        boolean rebuilding = rebuilding(parts);
        DerivedTables tables = new DerivedTables(rebuilding);
        RecoveryReport report = parts.records().start(tables, repository::currentVault);
        LOGGER.atInfo()
                .addKeyValue("segments", report.segmentsApplied())
                .addKeyValue("records", report.recordsApplied())
                .addKeyValue("truncatedBytes", report.truncatedBytes())
                .log("recovered");
        if (rebuilding) {
            new RebuiltPoints(parts.records(), parts.index()).prepare();
            tables.rebuilt();
        }
        repository.counting.finishAll();
        return repository;
    }

    /** An index without segments has all of them before it, and says so until it has seen them. */
    private static boolean rebuilding(RepositoryParts parts) throws IOException {
        Index index = parts.index();
        if (index.get(Family.CURSORS, StoreKeys.REBUILDING_KEY) != null) {
            return true;
        }
        if (parts.records().segments().isEmpty() || !index.segments().isEmpty()) {
            return false;
        }
        IndexBatch batch = index.newBatch();
        batch.put(Family.CURSORS, StoreKeys.REBUILDING_KEY, new byte[0]);
        index.write(batch);
        return true;
    }

    private @Nullable RecordRun currentVault(int vaultNumber) throws IOException {
        VaultDocument vault = parts.vaults().current(vaultNumber);
        if (vault == null) {
            return null;
        }
        Uid id = Uid.of(vault.getVaultId().toByteArray());
        return RecordRun.single(
                RecordType.VAULT,
                new Id(id.high(), id.low(), 0, 0),
                0,
                ByteBuffer.wrap(vault.toByteArray()));
    }

    @Override
    public Uid repositoryId() {
        return parts.repositoryId();
    }

    @Override
    public byte[] receiptKey() {
        return signer.publicKey();
    }

    @Override
    public VaultStore vault(VaultDocument document) throws IOException {
        try {
            return vaults.computeIfAbsent(
                    document.getVaultNumber(), number -> openVault(number, document.getName()));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private OpenVault openVault(int vaultNumber, String name) {
        try {
            return new OpenVault(
                    new VaultContext(
                            vaultNumber,
                            name,
                            parts,
                            signer,
                            counting,
                            executor,
                            this::sending,
                            new ReentrantReadWriteLock()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean sending() {
        return vaults.values().stream().anyMatch(OpenVault::sending);
    }

    @Override
    public List<SealedSegment> sealedSegments() throws IOException {
        List<SealedSegment> sealed = new ArrayList<>();
        for (RecordStore.SegmentInfo segment : parts.records().segments()) {
            if (segment.sealed()) {
                sealed.add(
                        new SealedSegment(
                                segment.segmentId(),
                                segment.segmentClass() == SegmentClass.DATA,
                                SegmentLabels.of(
                                        parts.index(),
                                        segment.vaultNumber(),
                                        segment.segmentId())));
            }
        }
        return sealed;
    }

    @Override
    public Statistics statistics() throws IOException {
        return new Figures(parts.records(), parts.index()).ofAll();
    }

    @Override
    public void close() throws IOException {
        executor.shutdown();
        parts.records().close();
    }
}
