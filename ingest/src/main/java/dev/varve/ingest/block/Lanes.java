package dev.varve.ingest.block;

import dev.varve.ingest.push.Cancellation;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs one task per lane, each on a thread of its own; the first that fails stops all. */
final class Lanes {
    private Lanes() {}

    /** The work of one lane. */
    @FunctionalInterface
    interface Task {
        void run(int lane) throws ProtocolException, InterruptedException;
    }

    /**
     * Returns when all lanes ended.
     *
     * @throws ProtocolException what made the first lane fail
     */
    static void run(String name, int lanes, Task task, Cancellation cancellation)
            throws ProtocolException, InterruptedException {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(lanes, Thread.ofPlatform().name(name, 0).factory())) {
            ExecutorCompletionService<Void> ended = new ExecutorCompletionService<>(threads);
            List<Future<Void>> running = new ArrayList<>();
            for (int lane = 0; lane < lanes; lane++) {
                int number = lane;
                running.add(
                        ended.submit(() -> {
                            task.run(number);
                            return null;
                        }));
            }
            try {
                for (int lane = 0; lane < lanes; lane++) {
                    awaitOne(ended.take());
                }
            } finally {
                running.forEach(future -> future.cancel(true));
            }
        }
        cancellation.check();
    }

    private static void awaitOne(Future<Void> lane) throws ProtocolException, InterruptedException {
        try {
            lane.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ProtocolException cause) {
                throw cause;
            }
            throw new ProtocolException(
                    ErrorCode.INTERNAL, "a lane failed: " + e.getCause(), "", e);
        }
    }
}
