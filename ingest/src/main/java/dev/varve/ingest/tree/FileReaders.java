package dev.varve.ingest.tree;

import dev.varve.ingest.posix.PosixException;
import dev.varve.ingest.push.ChunkLane;
import dev.varve.ingest.push.ImagePush;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The threads that read files, one lane each. Files come in batches of neighbours, so that they lie
 * together in the repository. Used by one thread, the walker's.
 */
final class FileReaders implements AutoCloseable {
    private static final int BATCH_FILES = 128;
    private static final long BATCH_BYTES = 2 << 20;
    private static final List<ReadTask> END = List.of();

    private final ImagePush push;
    private final ContentCutter cutter;
    private final Warnings warnings;
    private final BlockingQueue<List<ReadTask>> queue;
    private final ExecutorService threads;
    private final List<Future<?>> running = new ArrayList<>();
    private List<ReadTask> batch = new ArrayList<>();
    private long batchBytes;

    FileReaders(ImagePush push, Warnings warnings) {
        this.push = push;
        this.warnings = warnings;
        cutter = new ContentCutter(push.context().cipher());
        int count = push.context().streams();
        queue = new ArrayBlockingQueue<>(2 * count);
        threads =
                Executors.newFixedThreadPool(
                        count, Thread.ofPlatform().name("tree-read-", 0).daemon().factory());
        for (int stream = 0; stream < count; stream++) {
            int lane = stream;
            running.add(
                    threads.submit(() -> {
                        work(lane);
                        return null;
                    }));
        }
    }

    /** Has the file read; the task's future tells what came of it. */
    void submit(ReadTask task) throws ProtocolException, InterruptedException {
        batch.add(task);
        batchBytes += task.sizeBytes();
        if (batch.size() == BATCH_FILES || batchBytes >= BATCH_BYTES) {
            sendBatch();
        }
    }

    /** Hands on what waits for its batch to fill. */
    void sendBatch() throws ProtocolException, InterruptedException {
        if (!batch.isEmpty()) {
            put(batch);
            batch = new ArrayList<>();
            batchBytes = 0;
        }
    }

    /** Ends the threads when all that was submitted is durable. */
    void finish() throws ProtocolException, InterruptedException {
        sendBatch();
        for (int i = 0; i < running.size(); i++) {
            put(END);
        }
        for (Future<?> thread : running) {
            await(thread);
        }
    }

    private void put(List<ReadTask> tasks) throws ProtocolException, InterruptedException {
        while (!queue.offer(tasks, 200, java.util.concurrent.TimeUnit.MILLISECONDS)) {
            requireAlive();
        }
    }

    /** Fails when a reader has failed: what it left would be waited for in vain. */
    void requireAlive() throws ProtocolException, InterruptedException {
        for (Future<?> thread : running) {
            if (thread.isDone()) {
                await(thread);
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
                    ErrorCode.INTERNAL, "reading files failed: " + e.getCause(), "", e);
        }
    }

    private void work(int stream) throws ProtocolException, InterruptedException {
        try (ChunkLane lane = new ChunkLane(push.context(), stream)) {
            FileReader reader = new FileReader(lane, cutter, push.context().progress(), warnings);
            for (List<ReadTask> tasks = queue.take(); !tasks.isEmpty(); tasks = queue.take()) {
                List<FinishedFile> finished = new ArrayList<>();
                for (ReadTask task : tasks) {
                    read(reader, task, finished);
                }
                noteWhenDurable(lane.durable(), finished);
            }
            awaitDurable(lane.flush());
        }
    }

    private static void read(FileReader reader, ReadTask task, List<FinishedFile> finished)
            throws ProtocolException, InterruptedException {
        try {
            FileContent content = reader.read(task.directory().handle(), task.name());
            FinishedFile file = FinishedFile.of(task.path(), content);
            if (file != null && !content.parts().isEmpty()) {
                finished.add(file);
            }
            task.content().complete(content);
        } catch (PosixException e) {
            task.content().completeExceptionally(e);
        } finally {
            task.directory().release();
        }
    }

    private void noteWhenDurable(CompletableFuture<Void> durable, List<FinishedFile> finished) {
        CompletableFuture<Void> noted =
                durable.thenRun(() -> finished.forEach(file -> push.unitDone(file.encode())));
        noted.exceptionally(e -> null); // the lane reports it, too
    }

    private static void awaitDurable(CompletableFuture<Void> durable)
            throws ProtocolException, InterruptedException {
        try {
            durable.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ProtocolException protocol) {
                throw protocol;
            }
            throw new IllegalStateException("a push fails with protocol errors only", e);
        }
    }

    /** Ends the threads, whatever they do. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            boolean ended = threads.awaitTermination(30, java.util.concurrent.TimeUnit.SECONDS);
            if (!ended) {
                throw new IllegalStateException("a reading thread does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
