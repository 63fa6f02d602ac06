package dev.varve.ingest.tree;

import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.pull.ChunkFetcher;
import dev.varve.ingest.push.Cancellation;
import dev.varve.ingest.push.Progress;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ProtocolException;
import java.util.List;

/** The threads that fetch and write files, each with a fetcher of its own. Used by one thread. */
final class FileWriters implements AutoCloseable {
    private static final int BATCH_FILES = 256;
    private static final long BATCH_BYTES = 8 << 20;

    private final RepositoryClient client;
    private final VaultCipher cipher;
    private final Cancellation cancellation;
    private final Progress progress;
    private final TreeReader reader;
    private final Attributes attributes;
    private final RestoreCounts counts;
    private final FileThreads<RestoreTask> threads;

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
        threads = new FileThreads<>("writing", count, BATCH_FILES, BATCH_BYTES, this::work);
    }

    /** Has the file written; the directory is released when it is. */
    void submit(RestoreTask task) throws ProtocolException, InterruptedException {
        threads.submit(task, task.entry().status().sizeBytes());
    }

    /** Returns when all that was submitted is written. */
    void finish() throws ProtocolException, InterruptedException {
        threads.finish();
    }

    private void work(int thread, FileThreads.Batches<RestoreTask> batches)
            throws ProtocolException, InterruptedException {
        try (ChunkFetcher fetcher = new ChunkFetcher(client, cipher, cancellation)) {
            BatchRestore restore = new BatchRestore(reader, fetcher, attributes, progress, counts);
            for (List<RestoreTask> tasks = batches.take();
                    !tasks.isEmpty();
                    tasks = batches.take()) {
                restore.restore(tasks);
            }
        }
    }

    /** Ends the threads, whatever they do. */
    @Override
    public void close() {
        threads.close();
    }
}
