package dev.varve.repo.alarm;

import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one receiver: a bounded queue and one thread, which tries again when the receiver does
 * not answer, after longer and longer pauses. What does not fit, or fails to the end, is lost and
 * counted; the list of alarms still shows it.
 */
public final class Delivery implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Delivery.class);
    private static final int QUEUE = 100;
    private static final int ATTEMPTS = 10;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final long STOP_MILLIS = 5_000;
    private static final long POLL_MILLIS = 100;

    private final Notifier notifier;
    private final Pause pause;
    private final BlockingQueue<AlarmNotice> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;

    private Delivery(Notifier notifier, Pause pause, ThreadFactory threads) {
        this.notifier = notifier;
        this.pause = pause;
        this.thread = threads.newThread(this::work);
    }

    /** Waits before the next attempt. */
    @FunctionalInterface
    public interface Pause {
        void await(Duration time) throws InterruptedException;
    }

    /** Works until closed. */
    public static Delivery start(Notifier notifier, Pause pause, ThreadFactory threads) {
        Delivery delivery = new Delivery(notifier, pause, threads);
        delivery.thread.start();
        return delivery;
    }

    void offer(AlarmNotice notice) {
        if (closing || !queue.offer(notice)) {
            lose(notice, "its queue is full, or closed", null);
        }
    }

    long lost() {
        return lost.get();
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join(STOP_MILLIS);
            thread.interrupt();
            thread.join(STOP_MILLIS);
        } catch (InterruptedException interrupted) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        try {
            while (true) {
                AlarmNotice notice = queue.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (notice != null) {
                    deliver(notice);
                } else if (closing) {
                    return;
                }
            }
        } catch (InterruptedException closed) {
            queue.forEach(notice -> lose(notice, "the daemon stopped before", null));
        }
    }

    private void deliver(AlarmNotice notice) throws InterruptedException {
        Duration wait = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                notifier.send(notice);
                return;
            } catch (InterruptedException closed) {
                lose(notice, "the daemon stopped before", null);
                throw closed;
            } catch (IOException | RuntimeException failure) {
                // RuntimeException: the edge of this thread; one notice must not end the others.
                if (attempt == ATTEMPTS || !retriable(failure)) {
                    lose(notice, "the receiver did not take it", failure);
                    return;
                }
            }
            try {
                pause.await(wait);
            } catch (InterruptedException closed) {
                lose(notice, "the daemon stopped before", null);
                throw closed;
            }
            wait =
                    wait.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                            ? LONGEST_PAUSE
                            : wait.multipliedBy(2);
        }
    }

    private static boolean retriable(Exception failure) {
        return switch (failure) {
            case ProtocolException known -> known.code().retriable();
            case IOException _ -> true;
            default -> false;
        };
    }

    private void lose(AlarmNotice notice, String why, @Nullable Exception failure) {
        lost.incrementAndGet();
        LOGGER.atError()
                .addKeyValue("to", notifier.name())
                .addKeyValue("alarm", notice.alarm().key())
                .addKeyValue("event", notice.event())
                .addKeyValue("why", why)
                .setCause(failure)
                .log("alarm not told");
    }
}
