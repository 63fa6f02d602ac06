package dev.varve.repo.upkeep;

import dev.varve.protocol.message.Check;
import dev.varve.protocol.message.CheckLevel;
import dev.varve.protocol.message.CheckProgress;
import dev.varve.protocol.message.CheckResult;
import dev.varve.protocol.message.LedgerEntry;
import dev.varve.protocol.message.LedgerKind;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.repo.retention.Retention;
import dev.varve.repo.retention.clock.RetentionClock;
import dev.varve.repo.store.CheckMonitor;
import dev.varve.repo.store.CompactionLimits;
import dev.varve.repo.store.CompactionResult;
import dev.varve.repo.store.Repository;
import dev.varve.repo.store.VaultStore;
import dev.varve.repo.vault.VaultRegistry;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rounds over all vaults: ends what the policies let go, gives the space back, and once a day
 * checks the metadata of each vault. One thread, {@code upkeep}; a round is ended early by {@link
 * #close}.
 */
public final class Upkeep implements AutoCloseable, CheckMonitor {
    private static final Logger LOGGER = LoggerFactory.getLogger(Upkeep.class);
    private static final String ACTOR = "daemon";
    private static final long STOP_SECONDS = 60;

    private final Repository repository;
    private final VaultRegistry vaults;
    private final Retention retention;
    private final BooleanSupplier mayExpire;
    private final long checkPeriodMillis;
    private final Map<String, Long> checkedMillis = new HashMap<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("upkeep").factory());
    private volatile boolean closing;

    /**
     * @param mayExpire the retention clock is believed; else each try would be a refusal in the
     *     ledger
     * @param checkPeriodMillis between two checks of a vault, by the retention clock
     */
    Upkeep(
            Repository repository,
            VaultRegistry vaults,
            Retention retention,
            BooleanSupplier mayExpire,
            long checkPeriodMillis) {
        this.repository = repository;
        this.vaults = vaults;
        this.retention = retention;
        this.mayExpire = mayExpire;
        this.checkPeriodMillis = checkPeriodMillis;
    }

    /** Works until closed; the first round comes after one period. */
    public static Upkeep start(
            Repository repository,
            VaultRegistry vaults,
            Retention retention,
            RetentionClock clock,
            long periodSeconds) {
        Upkeep upkeep =
                new Upkeep(
                        repository,
                        vaults,
                        retention,
                        () -> clock.status().mayExpire(),
                        TimeUnit.DAYS.toMillis(1));
        var _ =
                upkeep.thread.scheduleWithFixedDelay(
                        upkeep::round, periodSeconds, periodSeconds, TimeUnit.SECONDS);
        return upkeep;
    }

    // The edge of this thread: a vault that fails must not keep the others waiting.
    void round() {
        try {
            for (VaultDocument vault : vaults.list()) {
                if (!closing) {
                    vault(vault);
                }
            }
        } catch (IOException | RuntimeException failure) {
            LOGGER.atError().setCause(failure).log("the vaults cannot be listed for upkeep");
        }
    }

    private void vault(VaultDocument vault) {
        try {
            VaultStore store = repository.vault(vault);
            if (mayExpire.getAsBoolean()) {
                expire(vault, store);
                compact(vault, store);
            }
            check(vault, store);
        } catch (IOException | RuntimeException failure) {
            LOGGER.atError()
                    .addKeyValue("vault", vault.getName())
                    .setCause(failure)
                    .log("upkeep failed; the next round tries again");
        }
    }

    private void expire(VaultDocument vault, VaultStore store) throws IOException {
        PolicyExpiry.Result result =
                PolicyExpiry.run(store, vault.getPolicy(), retention.nowMillis(), ACTOR);
        if (!result.expired().isEmpty()) {
            LOGGER.atInfo()
                    .addKeyValue("vault", vault.getName())
                    .addKeyValue("points", result.expired().size())
                    .log("points ended by the policy");
        }
    }

    private void compact(VaultDocument vault, VaultStore store) throws IOException {
        CompactionResult result = store.compact(CompactionLimits.DEFAULT, this);
        if (result.segments() > 0) {
            LOGGER.atInfo()
                    .addKeyValue("vault", vault.getName())
                    .addKeyValue("segments", result.segments())
                    .addKeyValue("freedBytes", result.freedBytes())
                    .log("compacted");
        }
    }

    private void check(VaultDocument vault, VaultStore store) throws IOException {
        long now = retention.nowMillis();
        Long before = checkedMillis.putIfAbsent(vault.getName(), now);
        if (before == null || now - before < checkPeriodMillis) {
            return;
        }
        CheckResult result =
                store.check(
                        Check.newBuilder().setLevel(CheckLevel.CHECK_LEVEL_METADATA).build(), this);
        checkedMillis.put(vault.getName(), now);
        boolean clean = result.getFindingsCount() == 0;
        LOGGER.atLevel(clean ? org.slf4j.event.Level.INFO : org.slf4j.event.Level.ERROR)
                .addKeyValue("vault", vault.getName())
                .addKeyValue("findings", result.getFindingsCount())
                .log("daily metadata check");
        retention
                .ledger()
                .append(
                        LedgerEntry.newBuilder()
                                .setKind(
                                        clean
                                                ? LedgerKind.LEDGER_KIND_VERIFIED
                                                : LedgerKind.LEDGER_KIND_DAMAGED)
                                .setActor(ACTOR)
                                .setVaultNumber(vault.getVaultNumber())
                                .setVault(vault.getName())
                                .setWhat(
                                        "metadata check of "
                                                + result.getPoints()
                                                + " points: "
                                                + result.getFindingsCount()
                                                + " findings")
                                .build());
    }

    @Override
    public void progress(CheckProgress progress) {}

    @Override
    public boolean cancelled() {
        return closing;
    }

    /** Returns when no round is under way. */
    @Override
    public void close() {
        closing = true;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.atWarn().log("a round of upkeep did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
