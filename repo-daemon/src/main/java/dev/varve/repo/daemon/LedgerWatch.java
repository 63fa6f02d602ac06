package dev.varve.repo.daemon;

import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.repo.retention.clock.ClockState;
import dev.varve.repo.retention.clock.ClockStatus;
import dev.varve.repo.retention.clock.LedgerHead;
import dev.varve.repo.retention.clock.RetentionClock;
import dev.varve.repo.retention.ledger.Checkpoints;
import dev.varve.repo.retention.ledger.QueueLedger;
import dev.varve.repo.store.Repository;
import dev.varve.repo.vault.DataDirectory;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger of a running daemon: opened with the clock looking at it, told of the clock hourly and
 * when its state changes, of vaults, clients and sealed segments within a minute, with a checkpoint
 * each hour and at the end. One thread, {@code ledger}.
 */
final class LedgerWatch implements AutoCloseable {
    /** From one look to the next. */
    static final Duration PERIOD = Duration.ofMinutes(1);

    private static final Logger LOGGER = LoggerFactory.getLogger(LedgerWatch.class);
    private static final long LOOKS_PER_ENTRY = 60;
    private static final long STOP_SECONDS = 30;

    private final DataDirectory directory;
    private final RetentionClock clock;
    private final ScheduledExecutorService thread;
    private final QueueLedger ledger;
    private final LedgerInventory inventory;
    private final Checkpoints checkpoints;
    private final boolean begun;
    private volatile Supplier<Optional<Repository>> repository = Optional::empty;
    private ClockState.Name told;
    private long looks;

    private LedgerWatch(
            DataDirectory directory, RetentionClock clock, ScheduledExecutorService thread)
            throws IOException {
        this.directory = directory;
        this.clock = clock;
        this.thread = thread;
        LedgerInventory.Told entries = new LedgerInventory.Told();
        this.ledger =
                QueueLedger.open(
                        directory.root(),
                        () -> clock.status().rcMillis(),
                        Clock.systemUTC()::millis,
                        clock.ledger(),
                        entries::add);
        this.inventory = new LedgerInventory(ledger, entries);
        this.checkpoints =
                new Checkpoints(
                        directory.root(), directory.repositoryId(), directory.keys().receipt());
        this.begun = ledger.head().size() == 0;
        this.told = clock.status().state();
    }

    /** Looks from now on. {@code thread} is for this alone, and ends with it. */
    static LedgerWatch start(
            DataDirectory directory, RetentionClock clock, ScheduledExecutorService thread)
            throws IOException {
        LedgerWatch watch = new LedgerWatch(directory, clock, thread);
        QueueLedger ledger = watch.ledger;
        clock.follow(ledger::head, ledger.known(), ledger.lastMillis());
        watch.told = clock.status().state();
        if (ledger.broken().isEmpty()) {
            watch.enter(LedgerKind.LEDGER_KIND_OPENED, "the daemon started; ");
            // At once: its record tells of the ledger from here on.
            clock.tick();
        }
        long period = PERIOD.toMillis();
        var _ = thread.scheduleWithFixedDelay(watch::look, period, period, TimeUnit.MILLISECONDS);
        return watch;
    }

    QueueLedger ledger() {
        return ledger;
    }

    /** For what the inventory would find, entered before it is done. */
    LedgerInventory inventory() {
        return inventory;
    }

    /** True when there was no ledger before. */
    boolean begun() {
        return begun;
    }

    /** From now on segments are looked at, too; the first time at once. */
    void follow(Supplier<Optional<Repository>> opened) {
        repository = opened;
        thread.execute(this::takeInventory);
    }

    /** Signs the ledger as it is now; gives its size. */
    synchronized long checkpoint() throws IOException {
        LedgerHead head = ledger.head();
        checkpoints.write(head);
        return head.size();
    }

    private void look() {
        try {
            looks++;
            ClockState.Name now = clock.status().state();
            if (now != told || looks % LOOKS_PER_ENTRY == 0) {
                enter(LedgerKind.LEDGER_KIND_CLOCK, "");
                told = now;
                checkpoint();
            }
        } catch (IOException | RuntimeException e) {
            // The boundary of this thread; the next look tries again.
            LOGGER.atError().setCause(e).log("the ledger was not told of the clock");
        }
        takeInventory();
    }

    private void takeInventory() {
        if (ledger.broken().isPresent()) {
            return; // which was said already
        }
        try {
            inventory.compare(directory, repository.get());
        } catch (IOException | RuntimeException e) {
            // The boundary of this thread; the next look tries again.
            LOGGER.atError()
                    .setCause(e)
                    .log("the ledger was not told of vaults, clients and segments");
        }
    }

    private void enter(LedgerKind kind, String before) throws IOException {
        ClockStatus status = clock.status();
        ledger.append(
                LedgerEntry.newBuilder()
                        .setKind(kind)
                        .setActor("daemon")
                        .setWhat(before + "the retention clock: " + status.summary())
                        .build());
    }

    @Override
    public void close() throws IOException {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.atWarn().log("the last entries of the ledger did not end in time");
            }
            takeInventory();
            if (ledger.broken().isEmpty()) {
                checkpoint();
                clock.tick();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ledger.close();
        }
    }
}
