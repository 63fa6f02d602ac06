package dev.varve.repo.metrics;

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
import dev.varve.repo.store.ChainOrder;
import dev.varve.repo.store.CheckMonitor;
import dev.varve.repo.store.CompactionLimits;
import dev.varve.repo.store.CompactionResult;
import dev.varve.repo.store.CountAuditResult;
import dev.varve.repo.store.PushStore;
import dev.varve.repo.store.ScrubResult;
import dev.varve.repo.store.SessionSummary;
import dev.varve.repo.store.VaultIntegrity;
import dev.varve.repo.store.VaultStore;
import dev.varve.repo.store.VaultUsage;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One vault's share of a {@link MeteredRepository}. */
final class MeteredVault implements VaultStore {
    private final String name;
    private final VaultStore inner;
    private final Metrics metrics;
    private final Tasks tasks;

    MeteredVault(String name, VaultStore inner, Metrics metrics, Tasks tasks) {
        this.name = name;
        this.inner = inner;
        this.metrics = metrics;
        this.tasks = tasks;
    }

    @Override
    public PushStore openSession(String client, OpenSession request) throws IOException {
        return new MeteredPush(inner.openSession(client, request), metrics);
    }

    @Override
    public @Nullable PushStore session(String client, Uid sessionId) {
        PushStore push = inner.session(client, sessionId);
        return push == null ? null : new MeteredPush(push, metrics);
    }

    @Override
    public List<SessionSummary> sessions() {
        return inner.sessions();
    }

    @Override
    public int expireSessions(long idleSinceMillis) throws IOException {
        return inner.expireSessions(idleSinceMillis);
    }

    @Override
    public int shut() throws IOException {
        return inner.shut();
    }

    @Override
    public void reopen() {
        inner.reopen();
    }

    @Override
    public void appendVault(VaultDocument document) throws IOException {
        inner.appendVault(document);
    }

    @Override
    public ReadEnd readNodes(List<Id> ids, RecordConsumer consumer)
            throws IOException, InterruptedException {
        return inner.readNodes(ids, consumer);
    }

    @Override
    public ReadEnd readChunks(List<Id> ids, RecordConsumer consumer)
            throws IOException, InterruptedException {
        return inner.readChunks(ids, consumer);
    }

    @Override
    public Points listPoints(ListPoints request) throws IOException {
        return inner.listPoints(request);
    }

    @Override
    public Label label(Uid point) throws IOException {
        return inner.label(point);
    }

    @Override
    public void addLabel(Uid point, Label more, String actor) throws IOException {
        inner.addLabel(point, more, actor);
    }

    @Override
    public void requireNothingLocked(String actor, String what) throws IOException {
        inner.requireNothingLocked(actor, what);
    }

    @Override
    public void expire(Uid point, String actor, String why) throws IOException {
        inner.expire(point, actor, why);
    }

    @Override
    public CheckResult check(Check request, CheckMonitor monitor) throws IOException {
        String level = request.getLevel().name().replace("CHECK_LEVEL_", "");
        String what =
                "level "
                        + level.toLowerCase(Locale.ROOT)
                        + (request.getPointId().isEmpty()
                                ? ", all points"
                                : ", point " + Uid.of(request.getPointId().toByteArray()));
        try (Tasks.Running task = tasks.begin("check", name, what)) {
            return inner.check(request, new TaskMonitor(monitor, task));
        }
    }

    @Override
    public CheckResult checkNew(CheckMonitor monitor) throws IOException {
        try (Tasks.Running task = tasks.begin("check", name, "level metadata, new points")) {
            return inner.checkNew(new TaskMonitor(monitor, task));
        }
    }

    @Override
    public ScrubResult scrub(long budgetBytes, CheckMonitor monitor) throws IOException {
        try (Tasks.Running task = tasks.begin("scrub", name, "sealed segments")) {
            return inner.scrub(budgetBytes, new TaskMonitor(monitor, task));
        }
    }

    @Override
    public Map<Uid, List<String>> damaged() throws IOException {
        return inner.damaged();
    }

    @Override
    public VaultIntegrity integrity() throws IOException {
        return inner.integrity();
    }

    @Override
    public CountAuditResult auditCounts(boolean repair, CheckMonitor monitor) throws IOException {
        try (Tasks.Running task =
                tasks.begin("audit-counts", name, repair ? "with repair" : "without repair")) {
            return inner.auditCounts(repair, new TaskMonitor(monitor, task));
        }
    }

    @Override
    public CompactionResult compact(CompactionLimits limits, CheckMonitor monitor)
            throws IOException {
        try (Tasks.Running task = tasks.begin("compaction", name, "segments")) {
            return inner.compact(limits, new TaskMonitor(monitor, task));
        }
    }

    @Override
    public Statistics statistics() throws IOException {
        return inner.statistics();
    }

    @Override
    public VaultUsage usage() throws IOException {
        return inner.usage();
    }

    @Override
    public List<ChainOrder> order() throws IOException {
        return inner.order();
    }

    @Override
    public List<ChainOrder> knownOrder() {
        return inner.knownOrder();
    }

    private record TaskMonitor(CheckMonitor inner, Tasks.Running task) implements CheckMonitor {
        @Override
        public void progress(CheckProgress progress) {
            task.progress(progress.getDoneBytes(), progress.getTotalBytes());
            inner.progress(progress);
        }

        @Override
        public boolean cancelled() {
            return inner.cancelled();
        }
    }
}
