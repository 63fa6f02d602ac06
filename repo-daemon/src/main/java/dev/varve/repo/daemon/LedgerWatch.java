package dev.varve.repo.daemon;

import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.repo.retention.clock.ClockState;
import dev.varve.repo.retention.clock.ClockStatus;
import dev.varve.repo.retention.clock.RetentionClock;
import dev.varve.repo.retention.ledger.Checkpoints;
import dev.varve.repo.retention.ledger.QueueLedger;
import dev.varve.repo.vault.DataDirectory;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger of a running daemon: opened with the clock looking at it, told of the clock hourly and
 * when its state changes, with a checkpoint each hour and at the end. One thread, {@code ledger}.
 */
final class LedgerWatch implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(LedgerWatch.class);
    private static final long MINUTES_PER_ENTRY = 60;

    private final QueueLedger ledger;
    private final Checkpoints checkpoints;
    private final RetentionClock clock;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("ledger").factory());
    private final boolean begun;
    private ClockState.Name told;
    private long minutes;

    private LedgerWatch(
            QueueLedger ledger, Checkpoints checkpoints, RetentionClock clock, boolean begun) {
        this.begun = begun;
        this.ledger = ledger;
        this.checkpoints = checkpoints;
        this.clock = clock;
        this.told = clock.status().state();
    }

    static LedgerWatch start(DataDirectory directory, RetentionClock clock) throws IOException {
        Clock wall = Clock.systemUTC();
        QueueLedger ledger =
                QueueLedger.open(
                        directory.root(),
                        () -> clock.status().rcMillis(),
                        wall::millis,
                        clock.ledger(),
                        entry -> {});
        boolean begun = ledger.head().size() == 0;
        clock.follow(ledger::head, ledger.known(), ledger.lastMillis());
        LedgerWatch watch =
                new LedgerWatch(
                        ledger,
                        new Checkpoints(
                                directory.root(),
                                directory.repositoryId(),
                                directory.keys().receipt()),
                        clock,
                        begun);
        if (ledger.broken().isEmpty()) {
            watch.enter(LedgerKind.LEDGER_KIND_OPENED, "the daemon started; ");
            // At once: its record tells of the ledger from here on.
            clock.tick();
        }
        var _ = watch.thread.scheduleWithFixedDelay(watch::look, 1, 1, TimeUnit.MINUTES);
        return watch;
    }

    QueueLedger ledger() {
        return ledger;
    }

    /** True when there was no ledger before. */
    boolean begun() {
        return begun;
    }

    private void look() {
        try {
            minutes++;
            ClockState.Name now = clock.status().state();
            if (now != told || minutes % MINUTES_PER_ENTRY == 0) {
                enter(LedgerKind.LEDGER_KIND_CLOCK, "");
                told = now;
                checkpoints.write(ledger.head());
            }
        } catch (IOException | RuntimeException e) {
            // The boundary of this thread; the next look tries again.
            LOGGER.atError().setCause(e).log("the ledger was not told of the clock");
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
            if (ledger.broken().isEmpty()) {
                checkpoints.write(ledger.head());
                clock.tick();
            }
        } finally {
            ledger.close();
        }
    }
}
