package dev.varve.ingest.tree;

import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.pull.ChunkFetcher;
import dev.varve.ingest.push.Cancellation;
import dev.varve.ingest.push.Progress;
import dev.varve.protocol.client.RepositoryClient;
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
 * The threads that fetch and write files, each with a fetcher of its own. Files come in batches of
 * neighbours, which lie together in the repository. Used by one thread.
 */
final class FileWriters implements AutoCloseable {
    private static final int BATCH_FILES = 256;
    private static final long BATCH_BYTES = 8 << 20;
    private static final List<RestoreTask> END = List.of();

    private final RepositoryClient client;
    private final VaultCipher cipher;
    private final Cancellation cancellation;
    private final Progress progress;
    private final TreeReader reader;
    private final Attributes attributes;
    private final RestoreCounts counts;
    private final BlockingQueue<List<RestoreTask>> queue;
    private final ExecutorService threads;
    private final List<Future<?>> running = new ArrayList<>();
    private List<RestoreTask> batch = new ArrayList<>();
    private long batchBytes;

    FileWriters(
            RepositoryClient client,
            VaultCipher cipher,
            Cancellation cancellation,
            Progress progress,
            TreeReader reader,
            Attributes attributes,
            RestoreCounts counts,
            int count) {
        this.client = client;
        this.cipher = cipher;
        this.cancellation = cancellation;
        this.progress = progress;
        this.reader = reader;
        this.attributes = attributes;
        this.counts = counts;
        queue = new ArrayBlockingQueue<>(2 * count);
        threads =
                Executors.newFixedThreadPool(
                        count, Thread.ofPlatform().name("tree-write-", 0).daemon().factory());
        for (int i = 0; i < count; i++) {
            running.add(
                    threads.submit(() -> {
                        work();
                        return null;
                    }));
        }
    }

    /** Has the file written; the directory is released when it is. */
    void submit(RestoreTask task) throws ProtocolException, InterruptedException {
        batch.add(task);
        batchBytes += task.entry().status().sizeBytes();
        if (batch.size() == BATCH_FILES || batchBytes >= BATCH_BYTES) {
            sendBatch();
        }
    }

    /** Returns when all that was submitted is written. */
    void finish() throws ProtocolException, InterruptedException {
        sendBatch();
        for (int i = 0; i < running.size(); i++) {
            put(END);
        }
        for (Future<?> thread : running) {
            await(thread);
        }
    }

    private void sendBatch() throws ProtocolException, InterruptedException {
        if (!batch.isEmpty()) {
            put(batch);
            batch = new ArrayList<>();
            batchBytes = 0;
        }
    }

    private void put(List<RestoreTask> tasks) throws ProtocolException, InterruptedException {
        while (!queue.offer(tasks, 200, TimeUnit.MILLISECONDS)) {
            for (Future<?> thread : running) {
                if (thread.isDone()) {
                    await(thread);
                }
            }
        }
    }

    private static void await(Future<?> thread) throws ProtocolException, InterruptedException {
        try {
            thread.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ProtocolException protocol) {
                throw protocol;
            }
            throw new ProtocolException(
                    ErrorCode.INTERNAL, "writing files failed: " + e.getCause(), "", e);
        }
    }

    private void work() throws ProtocolException, InterruptedException {
        try (ChunkFetcher fetcher = new ChunkFetcher(client, cipher, cancellation)) {
            BatchRestore restore = new BatchRestore(reader, fetcher, attributes, progress, counts);
            for (List<RestoreTask> tasks = queue.take(); !tasks.isEmpty(); tasks = queue.take()) {
                restore.restore(tasks);
            }
        }
    }

    /** Ends the threads, whatever they do. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a writing thread does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
