package dev.varve.ingest.tree;

import dev.varve.ingest.posix.PosixException;
import dev.varve.ingest.push.ChunkLane;
import dev.varve.ingest.push.Durable;
import dev.varve.ingest.push.ImagePush;
import dev.varve.protocol.error.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The threads that read files, one lane each. Used by one thread, the walker's. */
final class FileReaders implements AutoCloseable {
    private static final int BATCH_FILES = 128;
    private static final long BATCH_BYTES = 2 << 20;

    private final ImagePush push;
    private final ContentCutter cutter;
    private final Warnings warnings;
    private final FileThreads<ReadTask> threads;

    FileReaders(ImagePush push, Warnings warnings) {
        this.push = push;
        this.warnings = warnings;
        cutter = new ContentCutter(push.context().cipher());
        int count = push.context().streams();
        threads = new FileThreads<>("reading", count, BATCH_FILES, BATCH_BYTES, this::work);
    }

    /** Has the file read; the task's future tells what came of it. */
    void submit(ReadTask task) throws ProtocolException, InterruptedException {
        threads.submit(task, task.sizeBytes());
    }

    /** Hands on what waits for its batch to fill. */
    void sendBatch() throws ProtocolException, InterruptedException {
        threads.sendBatch();
    }

    /** Ends the threads when all that was submitted is durable. */
    void finish() throws ProtocolException, InterruptedException {
        threads.finish();
    }

    /** Fails when a reader has failed: what it left would be waited for in vain. */
    void requireAlive() throws ProtocolException, InterruptedException {
        threads.requireAlive();
    }

    private void work(int stream, FileThreads.Batches<ReadTask> batches)
            throws ProtocolException, InterruptedException {
        try (ChunkLane lane = new ChunkLane(push.context(), stream)) {
            FileReader reader = new FileReader(lane, cutter, push.context().progress(), warnings);
            for (List<ReadTask> tasks = batches.take(); !tasks.isEmpty(); tasks = batches.take()) {
                List<FinishedFile> finished = new ArrayList<>();
                for (ReadTask task : tasks) {
                    read(reader, task, finished);
                }
                noteWhenDurable(lane.durable(), finished);
            }
            Durable.await(lane.flush());
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

    /** Ends the threads, whatever they do. */
    @Override
    public void close() {
        threads.close();
    }
}
