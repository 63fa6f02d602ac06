package dev.varve.ingest.tree;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Threads that work on files, which come in batches of neighbours: what lies together in a tree
 * lies together in the repository. Who submits waits while all are busy, and hears of the first
 * that failed. Used by one thread.
 */
final class FileThreads<T> implements AutoCloseable {
    private static final long LOOK_MILLIS = 200;
    private static final long END_SECONDS = 30;

    private final String doing;
    private final int batchFiles;
    private final long batchBytes;
    private final BlockingQueue<List<T>> queue;
    private final ExecutorService threads;
    private final List<Future<?>> running = new ArrayList<>();
    private List<T> batch = new ArrayList<>();
    private long bytes;

    /** What a thread does from its beginning to its end. */
    @FunctionalInterface
    interface Work<T> {
        /** Returns when a batch is empty: it was the last. */
        void run(int thread, Batches<T> batches) throws ProtocolException, InterruptedException;
    }

    /** Where a thread gets its batches. */
    @FunctionalInterface
    interface Batches<T> {
        /** Waits for the next; an empty one is the last. */
        List<T> take() throws InterruptedException;
    }

    /**
     * Starts the threads.
     *
     * @param doing for messages: "reading" or "writing"
     * @param batchFiles a batch is handed on when it has so many files
     * @param batchBytes or so many bytes
     */
    FileThreads(String doing, int count, int batchFiles, long batchBytes, Work<T> work) {
        this.doing = doing;
        this.batchFiles = batchFiles;
        this.batchBytes = batchBytes;
        queue = new ArrayBlockingQueue<>(2 * count);
        threads =
                Executors.newFixedThreadPool(
                        count,
                        Thread.ofPlatform().name("tree-" + doing + "-", 0).daemon().factory());
        for (int i = 0; i < count; i++) {
            int thread = i;
            running.add(
                    threads.submit(() -> {
                        work.run(thread, queue::take);
                        return null;
                    }));
        }
    }

    void submit(T file, long sizeBytes) throws ProtocolException, InterruptedException {
        batch.add(file);
        bytes += sizeBytes;
        if (batch.size() == batchFiles || bytes >= batchBytes) {
            sendBatch();
        }
    }

    /** Hands on what waits for its batch to fill. */
    void sendBatch() throws ProtocolException, InterruptedException {
        if (!batch.isEmpty()) {
            put(batch);
            batch = new ArrayList<>();
            bytes = 0;
        }
    }

    /** Returns when all that was submitted is done, and the threads have ended. */
    void finish() throws ProtocolException, InterruptedException {
        sendBatch();
        for (int i = 0; i < running.size(); i++) {
            put(List.of());
        }
        for (Future<?> thread : running) {
            await(thread);
        }
    }

    private void put(List<T> files) throws ProtocolException, InterruptedException {
        while (!queue.offer(files, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            requireAlive();
        }
    }

    /** Fails when a thread has failed: what it left would be waited for in vain. */
    void requireAlive() throws ProtocolException, InterruptedException {
        for (Future<?> thread : running) {
            if (thread.isDone()) {
                await(thread);
            }
        }
    }

    private void await(Future<?> thread) throws ProtocolException, InterruptedException {
        try {
            thread.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ProtocolException protocol) {
                throw protocol;
            }
            throw new ProtocolException(
                    ErrorCode.INTERNAL, doing + " files failed: " + e.getCause(), "", e);
        }
    }

    /** Ends the threads, whatever they do. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a thread that is " + doing + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
