package dev.varve.repo.store;

import dev.varve.protocol.message.Check;
import dev.varve.protocol.message.CheckProgress;
import dev.varve.protocol.message.CheckResult;
import dev.varve.protocol.message.Label;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.OpenSession;
import dev.varve.protocol.message.Points;
import dev.varve.protocol.message.ReadEnd;
import dev.varve.protocol.message.Statistics;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.model.Uid;
import dev.varve.protocol.rate.ByteRate;
import dev.varve.protocol.record.RecordType;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.store.segment.RecordStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** One vault of an opened repository. */
final class OpenVault implements VaultStore {
    /** Some 150 bytes of memory each. */
    private static final int IDS_PER_PASS = 500_000;

    /** A session that was silent for so long does not slow compaction down. */
    private static final long SENDING_MILLIS = 5_000;

    private final VaultContext vault;
    private final VaultQuota quota;
    private final Sessions sessions;
    private final PointList points;
    private final PointLabels labels;
    private final PointExpiry expiry;
    private final ChainOrders orders;

    /** Commits, labels and ends of points, one at a time. */
    private final ReentrantLock commits = new ReentrantLock();

    /** Read: long work that must not see objects move. Write: what moves them. */
    private final ReentrantReadWriteLock maintenance = new ReentrantReadWriteLock();

    OpenVault(VaultContext vault) throws IOException {
        this.vault = vault;
        this.quota = new VaultQuota(vault);
        this.sessions = new Sessions(vault, new Committer(vault, commits), quota);
        this.points = new PointList(vault.index(), vault.vaultNumber());
        this.labels = new PointLabels(vault, points, commits);
        this.expiry = new PointExpiry(vault, points, commits);
        this.orders = new ChainOrders(vault);
        new LedgerDebts(vault).settleAll();
        new DeletedSegments(vault).settleAll();
    }

    @Override
    public Label label(Uid point) throws IOException {
        return labels.of(point);
    }

    @Override
    public void addLabel(Uid point, Label more, String actor) throws IOException {
        labels.add(point, more, actor);
    }

    @Override
    public void requireNothingLocked(String actor, String what) throws IOException {
        labels.requireNothingLocked(actor, what);
    }

    @Override
    public void expire(Uid point, String actor, String why) throws IOException {
        expiry.expire(point, actor, why);
    }

    @Override
    public PushStore openSession(String client, OpenSession request) throws IOException {
        return sessions.open(client, request);
    }

    @Override
    public @Nullable PushStore session(String client, Uid sessionId) {
        return sessions.find(client, sessionId);
    }

    @Override
    public List<SessionSummary> sessions() {
        return sessions.list().stream().map(OpenPush::summary).toList();
    }

    @Override
    public int expireSessions(long idleSinceMillis) throws IOException {
        int expired = 0;
        for (OpenPush push : sessions.list()) {
            if (push.isOver(idleSinceMillis)) {
                push.close();
                expired++;
            }
        }
        return expired;
    }

    @Override
    public int shut() throws IOException {
        int ended = 0;
        for (OpenPush push : sessions.shut()) {
            push.close();
            ended++;
        }
        return ended;
    }

    @Override
    public void reopen() {
        sessions.reopen();
    }

    @Override
    public void appendVault(VaultDocument document) throws IOException {
        Uid id = Uid.of(document.getVaultId().toByteArray());
        vault.appendDocument(RecordType.VAULT, id, document.toByteArray());
    }

    @Override
    public ReadEnd readNodes(List<Id> ids, RecordConsumer consumer)
            throws IOException, InterruptedException {
        return read(ObjectKind.NODE, ids, consumer);
    }

    @Override
    public ReadEnd readChunks(List<Id> ids, RecordConsumer consumer)
            throws IOException, InterruptedException {
        return read(ObjectKind.CHUNK, ids, consumer);
    }

    private ReadEnd read(ObjectKind kind, List<Id> ids, RecordConsumer consumer)
            throws IOException, InterruptedException {
        try {
            RecordStore.BatchReadResult left =
                    vault.records()
                            .readAll(
                                    kind,
                                    vault.vaultNumber(),
                                    ids,
                                    record -> {
                                        try {
                                            consumer.accept(record);
                                        } catch (InterruptedException e) {
                                            throw new ConsumerInterruptedException(e);
                                        }
                                    });
            return ReadEnd.newBuilder()
                    .setAbsent(PointImages.bytes(left.absent()))
                    .setDamaged(PointImages.bytes(left.damaged()))
                    .build();
        } catch (ConsumerInterruptedException e) {
            throw e.interrupted;
        }
    }

    /** Carries an interruption through a reader that knows only IOException. */
    private static final class ConsumerInterruptedException extends InterruptedIOException {
        private static final long serialVersionUID = 1;
        private final InterruptedException interrupted;

        ConsumerInterruptedException(InterruptedException interrupted) {
            this.interrupted = interrupted;
        }
    }

    @Override
    public Points listPoints(ListPoints request) throws IOException {
        return points.list(request);
    }

    @Override
    public CheckResult check(Check request, CheckMonitor monitor) throws IOException {
        maintenance.readLock().lock();
        try {
            return new VaultCheck(vault, points, monitor).run(request);
        } finally {
            maintenance.readLock().unlock();
        }
    }

    @Override
    public CheckResult checkNew(CheckMonitor monitor) throws IOException {
        maintenance.readLock().lock();
        try {
            return new VaultCheck(vault, points, monitor).runNew();
        } finally {
            maintenance.readLock().unlock();
        }
    }

    @Override
    public ScrubResult scrub(long budgetBytes, CheckMonitor monitor) throws IOException {
        CompactionPace pace = pace(CompactionLimits.DEFAULT.besidePushes(), monitor);
        return new Scrub(vault, pace, monitor, maintenance.readLock()).run(budgetBytes);
    }

    @Override
    public Map<Uid, List<String>> damaged() throws IOException {
        return new IntegrityView(vault, points).damaged();
    }

    @Override
    public VaultIntegrity integrity() throws IOException {
        return new IntegrityView(vault, points).now();
    }

    private CompactionPace pace(ByteRate besidePushes, CheckMonitor monitor) {
        return new CompactionPace(
                besidePushes,
                vault.sending(),
                monitor::cancelled,
                System::nanoTime,
                LockSupport::parkNanos);
    }

    @Override
    public CompactionResult compact(CompactionLimits limits, CheckMonitor monitor)
            throws IOException {
        if (!maintenance.writeLock().tryLock()) {
            return new CompactionResult(
                    0, 0, 0, 0, 0, "a check or an audit of the vault is running");
        }
        try {
            CheckMonitor yielding = new YieldingMonitor(monitor, maintenance);
            CompactionPace pace = pace(limits.besidePushes(), yielding);
            return compact(limits, yielding, new RecordCopies(vault, pace));
        } finally {
            vault.records().copiesDone(vault.vaultNumber());
            maintenance.writeLock().unlock();
        }
    }

    /** What making order leaves behind goes at once, where it may. */
    private CompactionResult compact(
            CompactionLimits limits, CheckMonitor monitor, RecordCopies copies) throws IOException {
        SegmentRewrite rewrite = new SegmentRewrite(vault, sessions, commits, copies);
        CompactionResult first = new Compaction(vault, rewrite, sessions, limits, monitor).run();
        if (!first.waiting().isEmpty() || limits.runsPerGib() == CompactionLimits.NEVER) {
            return first;
        }
        long ordered =
                new ImageOrder(vault, copies, commits, limits, monitor, orders)
                        .run(sessions.barrier());
        if (ordered == 0) {
            return first;
        }
        return first.plus(ordered, new Compaction(vault, rewrite, sessions, limits, monitor).run());
    }

    /** Ends a pass when a check or an audit waits for it: the next pass goes on. */
    private record YieldingMonitor(CheckMonitor monitor, ReentrantReadWriteLock maintenance)
            implements CheckMonitor {
        @Override
        public void progress(CheckProgress progress) {
            monitor.progress(progress);
        }

        @Override
        public boolean cancelled() {
            return monitor.cancelled() || maintenance.hasQueuedThreads();
        }
    }

    /** True when a session sent or asked something just now. */
    boolean sending() {
        long since = vault.nowMillis() - SENDING_MILLIS;
        return sessions.list().stream().anyMatch(push -> push.touchedMillis() >= since);
    }

    @Override
    public CountAuditResult auditCounts(boolean repair, CheckMonitor monitor) throws IOException {
        maintenance.readLock().lock();
        try {
            return new CountAudit(vault, points, commits, IDS_PER_PASS, monitor).run(repair);
        } finally {
            maintenance.readLock().unlock();
        }
    }

    @Override
    public Statistics statistics() throws IOException {
        return new Figures(vault.records(), vault.index()).of(vault.vaultNumber());
    }

    @Override
    public VaultUsage usage() throws IOException {
        return quota.usage();
    }

    @Override
    public List<ChainOrder> order() throws IOException {
        return orders.measure();
    }

    @Override
    public List<ChainOrder> knownOrder() {
        return orders.known();
    }
}
