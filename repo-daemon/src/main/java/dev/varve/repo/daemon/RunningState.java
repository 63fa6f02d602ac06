package dev.varve.repo.daemon;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.repo.admin.DaemonState;
import dev.varve.repo.alarm.Alarms;
import dev.varve.repo.config.GuardConfiguration;
import dev.varve.repo.io.FileStorageDirectory;
import dev.varve.repo.io.StorageDirectory;
import dev.varve.repo.metrics.MeteredDirectory;
import dev.varve.repo.metrics.MeteredRepository;
import dev.varve.repo.metrics.Metrics;
import dev.varve.repo.metrics.Tasks;
import dev.varve.repo.officer.ActExecution;
import dev.varve.repo.officer.ActTimes;
import dev.varve.repo.officer.OfficerActs;
import dev.varve.repo.retention.Retention;
import dev.varve.repo.retention.clock.RetentionClock;
import dev.varve.repo.retention.clock.SystemClockSource;
import dev.varve.repo.retention.guard.Guard;
import dev.varve.repo.retention.guard.GuardAudit;
import dev.varve.repo.retention.guard.GuardWatch;
import dev.varve.repo.retention.guard.GuardedDirectory;
import dev.varve.repo.retention.guard.NoGuard;
import dev.varve.repo.retention.guard.SegmentGuard;
import dev.varve.repo.retention.guard.SocketGuard;
import dev.varve.repo.schedule.Scheduler;
import dev.varve.repo.store.Repository;
import dev.varve.repo.store.VaultStore;
import dev.varve.repo.vault.DataDirectory;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What the admin side sees of a daemon, from before recovery on. Safe for many threads. */
final class RunningState implements DaemonState {
    /** The store, and the same with everything counted. */
    private record Opened(OpenedStore store, Repository metered) {}

    private final DataDirectory directory;
    private final RetentionClock clock;
    private final Retention retention;
    private final long diskReserveBytes;
    private final Metrics metrics = new Metrics();
    private final Tasks tasks = new Tasks(Clock.systemUTC());
    private final StorageDirectory storage;
    private final SegmentGuard guard;
    private final OfficerActs officers;
    private final AtomicReference<@Nullable GuardWatch> watch = new AtomicReference<>();
    private final Alarms alarms;
    private final AtomicReference<@Nullable Scheduler> scheduler = new AtomicReference<>();
    private final AtomicReference<@Nullable Opened> opened = new AtomicReference<>();

    RunningState(
            DataDirectory directory,
            RetentionClock clock,
            Retention retention,
            Alarms alarms,
            GuardConfiguration guarded,
            long diskReserveBytes) {
        this.directory = directory;
        this.retention = retention;
        this.clock = clock;
        this.officers =
                new OfficerActs(
                        directory.officerActs(),
                        directory.operators(),
                        new ActExecution(this::store, directory.vaults(), clock, retention),
                        new ActTimes(clock::status, new SystemClockSource()),
                        retention.ledger());
        this.alarms = alarms;
        this.diskReserveBytes = diskReserveBytes;
        StorageDirectory files =
                new MeteredDirectory(new FileStorageDirectory(directory.root()), metrics);
        this.guard = new SegmentGuard(guard(guarded, files));
        this.storage = new GuardedDirectory(files, guard);
        metrics.gauge("varve_disk_free_bytes", "Room on the disk", storage::freeBytes);
        metrics.gauge("varve_disk_total_bytes", "Size of the disk", storage::totalBytes);
        metrics.gauge("varve_disk_reserve_bytes", "Room never used", () -> diskReserveBytes);
        metrics.gauge("varve_index_bytes", "The index on disk", this::indexBytes);
        metrics.gauge("varve_sessions", "Open sessions of all vaults", this::sessions);
        metrics.gauge("varve_tasks", "Checks and recovery under way", () -> tasks.running().size());
        metrics.gauge("varve_alarms_active", "Alarms that are on", () -> alarms.active().size());
        metrics.gauge(
                "varve_notifications_lost",
                "Alarms since the start that a receiver was not told of",
                alarms::lost);
        clockGauges();
        guardGauges();
        new VaultGauges(directory.vaults(), this::repository).register(metrics);
    }

    private static Guard guard(GuardConfiguration guarded, StorageDirectory files) {
        return guarded.socket() == null
                ? new NoGuard(files)
                : SocketGuard.ofDaemon(files, guarded.socket(), System::nanoTime);
    }

    private void guardGauges() {
        metrics.gauge(
                "varve_guard_level",
                "How sealed segments are guarded: 0 none, 1 flags of the file system",
                () -> guard.guard().status().level().number());
        metrics.gauge(
                "varve_guard_waiting_segments",
                "Sealed segments that the guard does not have yet",
                guard::owed);
        metrics.gauge(
                "varve_guard_findings",
                "Sealed segments and folders without the flag that they should have",
                () -> guardAudit().findings().size());
    }

    private void clockGauges() {
        metrics.gauge(
                "varve_retention_clock_state",
                "0 uninit, 1 running, 2 catch-up, 3 suspect, 4 frozen",
                () -> clock.status().state().number());
        metrics.gauge(
                "varve_retention_clock_millis",
                "The retention clock, milliseconds since 1970",
                () -> clock.status().rcMillis());
        metrics.gauge(
                "varve_retention_clock_gap_millis",
                "Time that passed and was not credited",
                () -> clock.status().gapMillis() - clock.status().caughtUpMillis());
    }

    /** Recovery is finished. */
    Repository recovered(OpenedStore store) {
        Repository metered = new MeteredRepository(store.repository(), metrics, tasks);
        opened.set(new Opened(store, metered));
        return metered;
    }

    /** The store is about to be closed: nobody may look at it any more. */
    void closing() {
        opened.set(null);
    }

    @Override
    public DataDirectory directory() {
        return directory;
    }

    @Override
    public StorageDirectory storage() {
        return storage;
    }

    @Override
    public long diskReserveBytes() {
        return diskReserveBytes;
    }

    @Override
    public Optional<Repository> repository() {
        return Optional.ofNullable(opened.get()).map(Opened::metered);
    }

    private VaultStore store(String vault) throws IOException {
        return repository()
                .orElseThrow(() ->
                        new ProtocolException(
                                ErrorCode.UNAVAILABLE, "recovery is not finished", ""))
                .vault(directory.vaults().require(vault));
    }

    @Override
    public OfficerActs officers() {
        return officers;
    }

    @Override
    public long indexBytes() throws IOException {
        Opened now = opened.get();
        if (now == null) {
            throw new ProtocolException(ErrorCode.UNAVAILABLE, "the index is not open yet", "");
        }
        return now.store().indexBytes();
    }

    @Override
    public RetentionClock clock() {
        return clock;
    }

    /** From now on it says what the last audit found. */
    void watched(GuardWatch started) {
        watch.set(started);
    }

    @Override
    public SegmentGuard guard() {
        return guard;
    }

    @Override
    public GuardAudit.Result guardAudit() {
        GuardWatch started = watch.get();
        return started == null ? new GuardAudit.Result(0, List.of()) : started.last();
    }

    @Override
    public Retention retention() {
        return retention;
    }

    /** Jobs run from now on. */
    void scheduled(Scheduler started) {
        scheduler.set(started);
    }

    @Override
    public Optional<Scheduler> scheduler() {
        return Optional.ofNullable(scheduler.get());
    }

    @Override
    public Alarms alarms() {
        return alarms;
    }

    @Override
    public Metrics metrics() {
        return metrics;
    }

    @Override
    public Tasks tasks() {
        return tasks;
    }

    private double sessions() throws IOException {
        Optional<Repository> repository = repository();
        if (repository.isEmpty()) {
            return 0;
        }
        int sessions = 0;
        for (VaultDocument vault : directory.vaults().list()) {
            sessions += repository.get().vault(vault).sessions().size();
        }
        return sessions;
    }
}
