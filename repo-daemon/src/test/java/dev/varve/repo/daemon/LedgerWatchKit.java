package dev.varve.repo.daemon;

import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.message.Statistics;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.protocol.model.Uid;
import dev.varve.repo.retention.clock.ClockInstants;
import dev.varve.repo.retention.clock.ClockReading;
import dev.varve.repo.retention.clock.RetentionClock;
import dev.varve.repo.retention.ledger.LedgerAudit;
import dev.varve.repo.retention.ledger.QueueLedger;
import dev.varve.repo.store.Repository;
import dev.varve.repo.store.SealedSegment;
import dev.varve.repo.store.VaultStore;
import dev.varve.repo.vault.DataDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A watch whose minutes pass when a test says so, on a data directory with a clock of its own. */
final class LedgerWatchKit {
    private static final long NANOS_PER_MINUTE = 60_000_000_000L;

    final DataDirectory directory;
    final List<SealedSegment> sealed = new ArrayList<>();
    RetentionClock clock;
    ByHand thread = new ByHand();
    LedgerWatch watch;
    private long nanos = NANOS_PER_MINUTE;
    private long wallMillis = 1_800_000_000_000L;

    LedgerWatchKit(Path data) throws IOException {
        directory = DataDirectory.openOrInitialise(data);
        clock = openClock();
        watch = LedgerWatch.start(directory, clock, thread);
    }

    private RetentionClock openClock() throws IOException {
        return RetentionClock.open(
                RetentionClock.slots(directory.root()),
                directory.keys().receipt(),
                directory.repositoryId(),
                this::reading);
    }

    private ClockReading reading() {
        return new ClockReading(
                new ClockInstants(new Uid(7, 1), 0, nanos, nanos, nanos, wallMillis), false, false);
    }

    /** Ends and begins again. */
    void restart() throws IOException {
        watch.close();
        clock = openClock();
        thread = new ByHand();
        watch = LedgerWatch.start(directory, clock, thread);
    }

    /** The clock ticks, and the watch looks, so many times. */
    void minutes(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            nanos += NANOS_PER_MINUTE;
            wallMillis += 60_000;
            clock.tick();
            thread.run();
        }
    }

    void moveWall(long millis) {
        wallMillis += millis;
    }

    List<LedgerEntry> entries() throws IOException {
        List<LedgerEntry> entries = new ArrayList<>();
        QueueLedger.open(directory.root(), () -> 0, () -> 0, clock.ledger(), entries::add).close();
        return entries;
    }

    List<String> told(LedgerKind kind) throws IOException {
        return entries().stream()
                .filter(entry -> entry.getKind() == kind)
                .map(LedgerEntry::getWhat)
                .toList();
    }

    LedgerAudit.Result audit() throws IOException {
        return OfflineRepository.audit(directory.root());
    }

    /** Knows nothing but its sealed segments. */
    Repository repository() {
        return new Repository() {
            @Override
            public List<SealedSegment> sealedSegments() {
                return sealed;
            }

            @Override
            public Uid repositoryId() {
                throw new UnsupportedOperationException();
            }

            @Override
            public byte[] receiptKey() {
                throw new UnsupportedOperationException();
            }

            @Override
            public VaultStore vault(VaultDocument document) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Statistics statistics() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {}
        };
    }

    void follow() {
        watch.follow(() -> Optional.of(repository()));
    }

    /** Runs what was scheduled when it is told to, and all else at once. */
    static final class ByHand extends ScheduledThreadPoolExecutor {
        private Runnable task = () -> {};
        long periodMillis;

        ByHand() {
            super(1);
        }

        void run() {
            task.run();
        }

        @Override
        public void execute(Runnable command) {
            command.run();
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(
                Runnable command, long initialDelay, long delay, TimeUnit unit) {
            task = command;
            periodMillis = unit.toMillis(delay);
            return schedule((Callable<@Nullable Object>) () -> null, 0, unit);
        }
    }
}
