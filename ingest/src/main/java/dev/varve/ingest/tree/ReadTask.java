package dev.varve.ingest.tree;

import dev.varve.ingest.posix.FileName;
import dev.varve.protocol.model.Id;
import java.util.concurrent.CompletableFuture;

/**
 * One file to read.
 *
 * @param path hash of its path, for the journal
 * @param content completes with what was read; with a {@link dev.varve.ingest.posix.PosixException}
 *     when it cannot be
 */
record ReadTask(
        SharedDirectory directory,
        FileName name,
        Id path,
        long sizeBytes,
        CompletableFuture<FileContent> content) {}
