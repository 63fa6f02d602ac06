package dev.varve.k8s.held;

import dev.varve.ingest.push.Cancellation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Interrupts the thread that opened it when its run is cancelled: hooks know no other sign. Closing
 * it takes that interrupt back.
 */
final class CancelWatch implements AutoCloseable {
    private static final long LOOK_MILLIS = 100;

    private final Thread watched = Thread.currentThread();
    private final CountDownLatch over = new CountDownLatch(1);
    private boolean closed;
    private boolean fired;

    CancelWatch(Cancellation cancellation) {
        Thread _ =
                Thread.ofVirtual()
                        .name("watch-cancel")
                        .start(() -> {
                            try {
                                while (!over.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                                    if (cancellation.cancelled()) {
                                        fire();
                                        return;
                                    }
                                }
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }

    private synchronized void fire() {
        if (!closed) {
            fired = true;
            watched.interrupt();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        over.countDown();
        if (fired) {
            boolean _ = Thread.interrupted();
        }
    }
}
