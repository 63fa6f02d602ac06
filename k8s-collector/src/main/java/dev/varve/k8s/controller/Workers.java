package dev.varve.k8s.controller;

import dev.varve.ingest.push.Cancellation;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded number of threads for what takes long, one piece of work at a time for each key. Safe
 * for use by many threads.
 */
final class Workers implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Workers.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ExecutorService threads;
    private final Map<String, Cancellation> taken = new HashMap<>();
    private boolean closing;

    Workers(String name, int count) {
        threads =
                Executors.newFixedThreadPool(
                        count, Thread.ofPlatform().daemon().name(name + "-", 0).factory());
    }

    /** Takes work, unless there is some with this key, waiting or being done. */
    synchronized boolean offer(String key, Work work) {
        if (closing || taken.containsKey(key)) {
            return false;
        }
        Cancellation cancellation = new Cancellation();
        taken.put(key, cancellation);
        threads.execute(() -> run(key, work, cancellation));
        return true;
    }

    synchronized boolean has(String key) {
        return taken.containsKey(key);
    }

    /** Asks work to stop; it ends a moment later. */
    synchronized void cancel(String key) {
        Cancellation cancellation = taken.get(key);
        if (cancellation != null) {
            cancellation.cancel();
        }
    }

    synchronized boolean isClosing() {
        return closing;
    }

    private void run(String key, Work work, Cancellation cancellation) {
        try {
            work.run(new Work.Stop(cancellation, this));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // The one boundary of this thread: what nobody expected must not end the others.
            LOGGER.atError().addKeyValue("work", key).setCause(e).log("work failed");
        } finally {
            forget(key);
        }
    }

    private synchronized void forget(String key) {
        taken.remove(key);
    }

    /** Asks all to stop and waits some time for it. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            taken.values().forEach(Cancellation::cancel);
        }
        threads.shutdown();
        try {
            if (!threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
