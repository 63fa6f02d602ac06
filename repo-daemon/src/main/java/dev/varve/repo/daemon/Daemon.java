package dev.varve.repo.daemon;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.Limits;
import dev.varve.protocol.message.ListPoints;
import dev.varve.protocol.message.PointDocument;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.rate.RateSchedule;
import dev.varve.protocol.server.FrameServerSettings;
import dev.varve.repo.admin.AdminServer;
import dev.varve.repo.alarm.Alarms;
import dev.varve.repo.config.BandwidthConfiguration;
import dev.varve.repo.config.DaemonConfiguration;
import dev.varve.repo.config.SessionConfiguration;
import dev.varve.repo.io.Ballast;
import dev.varve.repo.io.FileStorageDirectory;
import dev.varve.repo.io.LockFile;
import dev.varve.repo.metrics.Tasks;
import dev.varve.repo.removal.VaultRemoval;
import dev.varve.repo.retention.Retention;
import dev.varve.repo.retention.clock.ClockTicker;
import dev.varve.repo.retention.clock.RetentionClock;
import dev.varve.repo.retention.clock.SystemClockSource;
import dev.varve.repo.retention.guard.GuardAudit;
import dev.varve.repo.retention.guard.GuardWatch;
import dev.varve.repo.retention.label.Labels;
import dev.varve.repo.session.BandwidthLimits;
import dev.varve.repo.session.SessionServer;
import dev.varve.repo.session.SessionServerSettings;
import dev.varve.repo.store.Repository;
import dev.varve.repo.vault.DataDirectory;
import dev.varve.repo.vault.VaultRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One repository, served. Everything it opens is closed by {@link #stop}; several may run in one
 * process, each on its own directory.
 */
public final class Daemon implements AutoCloseable {
    private static final long GUARD_FEED_MILLIS = 60_000;
    private static final Logger LOGGER = LoggerFactory.getLogger(Daemon.class);
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    private final DataDirectory directory;
    private final Closing closing;
    private final InetSocketAddress listenAddress;
    private final InetSocketAddress adminAddress;

    private Daemon(
            DataDirectory directory,
            Closing closing,
            InetSocketAddress listenAddress,
            InetSocketAddress adminAddress) {
        this.directory = directory;
        this.closing = closing;
        this.listenAddress = listenAddress;
        this.adminAddress = adminAddress;
    }

    /**
     * Opens or makes the repository, recovers what a crash left, and serves it when this returns.
     *
     * @throws ProtocolException CONFIGURATION, REPOSITORY_IN_USE, NOT_A_REPOSITORY, DAMAGED,
     *     UNAVAILABLE when an address is taken
     */
    public static Daemon start(DaemonConfiguration configuration) throws IOException {
        Closing closing = new Closing();
        boolean started = false;
        try {
            Daemon daemon = start(configuration, closing);
            started = true;
            return daemon;
        } finally {
            if (!started) {
                closing.close();
            }
        }
    }

    /** Where clients connect; the port that was taken when 0 was asked for. */
    public InetSocketAddress listenAddress() {
        return listenAddress;
    }

    /** Where health and metrics are served. */
    public InetSocketAddress adminAddress() {
        return adminAddress;
    }

    /** The files beside segments and index. */
    public DataDirectory directory() {
        return directory;
    }

    /**
     * Stops accepting, finishes commits under way, closes the index. Sessions stay open in the
     * repository, to be resumed. Again is harmless.
     */
    public synchronized void stop() throws IOException {
        closing.close();
    }

    @Override
    public void close() throws IOException {
        stop();
    }

    private static Daemon start(DaemonConfiguration configuration, Closing closing)
            throws IOException {
        long startNanos = System.nanoTime();
        DataDirectory directory = DataDirectory.openOrInitialise(requireData(configuration));
        LockFile claim = directory.claim();
        closing.add(claim::close);
        RetentionClock clock = tickingClock(directory, closing);
        // Before the ledger: to open it on a full disk takes room, too.
        Ballast ballast = Ballast.open(new FileStorageDirectory(directory.root()));
        LedgerWatch ledger =
                LedgerWatch.start(
                        directory,
                        clock,
                        Executors.newSingleThreadScheduledExecutor(
                                Thread.ofPlatform().daemon().name("ledger").factory()));
        closing.add(ledger::close);
        Alarms alarms = Notifiers.open(configuration.notifications(), directory);
        closing.add(alarms::close);
        RunningState state =
                new RunningState(
                        directory,
                        clock,
                        new Retention(clock, new RoomyLedger(ledger.ledger(), ballast)),
                        alarms,
                        configuration.guard(),
                        configuration.store().diskReserveBytes());
        // Beside recovery: an operator may look at it, and its start costs no time of its own.
        AdminStart admin = AdminStart.begin(configuration.admin(), state);
        closing.add(admin::close);
        Repository repository = recover(configuration, closing, state);
        if (ledger.begun()) {
            freezeWithoutLedger(directory, repository, clock);
        }
        ledger.follow(state::repository);
        new VaultRemoval(directory, repository, state.retention()).finishAll();
        closing.add(ActWatch.start(state.officers())::close);
        watchGuard(state, closing);
        closing.add(GuardFeed.start(repository, state.guard(), GUARD_FEED_MILLIS)::close);
        watchForAlarms(state, repository, closing);
        SessionExpiry expiry =
                SessionExpiry.start(
                        repository,
                        directory.vaults(),
                        Duration.ofSeconds(configuration.sessions().sessionIdleSeconds()),
                        Clock.systemUTC());
        closing.add(expiry::close);
        VaultRegistry vaults = new LedgeredVaults(directory.vaults(), ledger.inventory());
        SessionServer sessions = serve(configuration, state, repository, vaults);
        closing.add(sessions::close);
        AdminServer adminServer = admin.await();
        closing.add(AdminAddressFile.write(directory.root(), adminServer.address())::close);
        // Last, so that it is the first to end: jobs work on all of the above.
        DaemonJobs jobs =
                DaemonJobs.start(
                        configuration.schedule(),
                        state,
                        DaemonJobs.all(configuration.schedule(), state, repository, ledger));
        closing.add(jobs::close);
        LOGGER.atInfo()
                .addKeyValue("repository", directory.repositoryId())
                .addKeyValue("listen", sessions.address())
                .addKeyValue("admin", adminServer.address())
                .addKeyValue("startMillis", (System.nanoTime() - startNanos) / 1_000_000)
                .log("ready");
        return new Daemon(directory, closing, sessions.address(), adminServer.address());
    }

    private static void freezeWithoutLedger(
            DataDirectory directory, Repository repository, RetentionClock clock)
            throws IOException {
        OptionalLong lockedMillis = latestOfLocked(directory, repository);
        if (lockedMillis.isPresent()) {
            clock.ledgerIsGone(lockedMillis.getAsLong());
        }
    }

    /**
     * The latest time of the retention clock that points know, when one was locked at some time,
     * which a ledger then knew; empty: none was.
     */
    private static OptionalLong latestOfLocked(DataDirectory directory, Repository repository)
            throws IOException {
        boolean locked = false;
        long latestMillis = 0;
        for (VaultDocument vault : directory.vaults().list()) {
            for (PointDocument point :
                    repository
                            .vault(vault)
                            .listPoints(ListPoints.getDefaultInstance())
                            .getPointsList()) {
                locked |= Labels.held(point.getLabel()) || Labels.lockedUntil(point.getLabel()) > 0;
                latestMillis = Math.max(latestMillis, point.getCommittedClockMillis());
            }
        }
        return locked ? OptionalLong.of(latestMillis) : OptionalLong.empty();
    }

    private static RetentionClock tickingClock(DataDirectory directory, Closing closing)
            throws IOException {
        RetentionClock clock =
                RetentionClock.open(
                        RetentionClock.slots(directory.root()),
                        directory.keys().receipt(),
                        directory.repositoryId(),
                        new SystemClockSource());
        ClockTicker ticker =
                ClockTicker.start(
                        clock,
                        Executors.newSingleThreadScheduledExecutor(
                                Thread.ofPlatform().daemon().name("retention-clock").factory()));
        closing.add(ticker::close);
        return clock;
    }

    private static void watchGuard(RunningState state, Closing closing) {
        DataDirectory directory = state.directory();
        GuardAudit audit =
                new GuardAudit(
                        directory.root(), directory.repositoryId(), state.retention().ledger());
        GuardWatch watch =
                GuardWatch.start(
                        state.guard(),
                        audit::run,
                        Executors.newSingleThreadScheduledExecutor(
                                Thread.ofPlatform().daemon().name("guard-watch").factory()));
        closing.add(watch::close);
        state.watched(watch);
    }

    private static void watchForAlarms(RunningState state, Repository repository, Closing closing) {
        AlarmWatch watch =
                AlarmWatch.start(
                        state.alarms(),
                        state.clock()::status,
                        new AlarmWatch.Disk() {
                            @Override
                            public long freeBytes() throws IOException {
                                return state.storage().freeBytes();
                            }

                            @Override
                            public long reserveBytes() {
                                return state.diskReserveBytes();
                            }
                        },
                        () -> damaged(state, repository),
                        Executors.newSingleThreadScheduledExecutor(
                                Thread.ofPlatform().daemon().name("alarm-watch").factory()));
        closing.add(watch::close);
    }

    private static Map<String, Integer> damaged(RunningState state, Repository repository)
            throws IOException {
        Map<String, Integer> damaged = new TreeMap<>();
        for (VaultDocument vault : state.directory().vaults().list()) {
            damaged.put(vault.getName(), repository.vault(vault).damaged().size());
        }
        return damaged;
    }

    private static Path requireData(DaemonConfiguration configuration) throws ProtocolException {
        Path data = configuration.data();
        if (data == null) {
            throw new ProtocolException(
                    ErrorCode.CONFIGURATION,
                    "no data directory is set",
                    "Say --data DIR, or data: DIR in the configuration.");
        }
        return data;
    }

    private static Repository recover(
            DaemonConfiguration configuration, Closing closing, RunningState state)
            throws IOException {
        LOGGER.atInfo().addKeyValue("data", state.directory().root()).log("opening the repository");
        try (Tasks.Running _ = state.tasks().begin("recovery", "", "segments behind the index")) {
            OpenedStore store =
                    OpenedStore.open(
                            state.directory(), state.storage(), configuration, state.retention());
            closing.add(store::close);
            closing.add(state::closing);
            return state.recovered(store);
        }
    }

    private static SessionServer serve(
            DaemonConfiguration configuration,
            RunningState state,
            Repository repository,
            VaultRegistry vaults)
            throws IOException {
        SessionConfiguration sessions = configuration.sessions();
        DataDirectory directory = state.directory();
        FrameServerSettings network =
                new FrameServerSettings(
                        configuration.listen().resolve(),
                        directory.keys().server(),
                        directory.keys().authority().certificate(),
                        sessions.connections(),
                        HANDSHAKE_TIMEOUT,
                        Duration.ofSeconds(sessions.connectionIdleSeconds()));
        Limits limits =
                Limits.newBuilder()
                        .setWindowBytes(sessions.windowBytes())
                        .setFrameBytes(sessions.frameBytes())
                        .setIdsPerRequest(sessions.idsPerRequest())
                        .setStreams(sessions.streamsPerSession())
                        .build();
        try {
            return SessionServer.start(
                    SessionServerSettings.of(network, limits, sessions.sessionsPerClient())
                            .withBandwidth(bandwidth(configuration.bandwidth())),
                    repository,
                    directory.clients(),
                    vaults,
                    state.metrics().sessionListener());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProtocolException(
                    ErrorCode.CANCELLED, "the start was interrupted", "", interrupted);
        }
    }

    private static BandwidthLimits bandwidth(BandwidthConfiguration said) {
        return new BandwidthLimits(
                RateSchedule.parse(said.receive()),
                RateSchedule.parse(said.send()),
                RateSchedule.parse(said.receivePerClient()),
                RateSchedule.parse(said.sendPerClient()));
    }
}
