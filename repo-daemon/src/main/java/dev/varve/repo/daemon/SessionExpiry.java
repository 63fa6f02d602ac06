package dev.varve.repo.daemon;

import dev.varve.protocol.message.VaultDocument;
import dev.varve.repo.store.Repository;
import dev.varve.repo.vault.VaultRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives up, now and then, the sessions that nobody touched for too long. */
final class SessionExpiry implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(SessionExpiry.class);
    private static final long PERIOD_SECONDS = 60;
    private static final long STOP_SECONDS = 10;

    private final Repository repository;
    private final VaultRegistry vaults;
    private final Duration idle;
    private final Clock clock;
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("session-expiry").factory());

    private SessionExpiry(Repository repository, VaultRegistry vaults, Duration idle, Clock clock) {
        this.repository = repository;
        this.vaults = vaults;
        this.idle = idle;
        this.clock = clock;
    }

    /** Works until closed. */
    static SessionExpiry start(
            Repository repository, VaultRegistry vaults, Duration idle, Clock clock) {
        SessionExpiry expiry = new SessionExpiry(repository, vaults, idle, clock);
        var _ =
                expiry.executor.scheduleWithFixedDelay(
                        expiry::expireAll, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
        return expiry;
    }

    /** Returns when no round is under way. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.atWarn().log("the expiry of sessions did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // The edge of this thread: a failed round must not end the rounds after it.
    private void expireAll() {
        try {
            for (VaultDocument vault : vaults.list()) {
                int expired =
                        repository.vault(vault).expireSessions(clock.millis() - idle.toMillis());
                if (expired > 0) {
                    LOGGER.atInfo()
                            .addKeyValue("vault", vault.getName())
                            .addKeyValue("sessions", expired)
                            .log("idle sessions given up");
                }
            }
        } catch (IOException | RuntimeException failure) {
            LOGGER.atWarn().setCause(failure).log("idle sessions could not be looked at");
        }
    }
}
