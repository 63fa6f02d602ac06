package dev.varve.repo.retention.ledger;

import dev.varve.protocol.message.LedgerKind;
import dev.varve.repo.io.FileStorageDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * What the ledger says of deletions, for a process that does not write it. Follows the chain from
 * the first entry each time and believes nothing behind a break.
 *
 * @param data the data directory
 */
public record LedgerIntents(Path data) {
    /** True when there is an intent to delete this segment. */
    public boolean intended(long segmentId) throws IOException {
        byte[] subject = ByteBuffer.allocate(Long.BYTES).putLong(segmentId).array();
        boolean[] found = new boolean[1];
        LedgerChain chain = new LedgerChain();
        new QueueExcerpts(new FileStorageDirectory(data), QueueLedger.FOLDER)
                .forEach((file, offset, excerpt) -> {
                    try {
                        var entry = chain.follow(excerpt);
                        found[0] |=
                                entry.getKind() == LedgerKind.LEDGER_KIND_SEGMENT_DELETE_INTENT
                                        && java.util.Arrays.equals(
                                                entry.getSubject().toByteArray(), subject);
                        return true;
                    } catch (LedgerChain.BrokenException e) {
                        return false;
                    }
                });
        return found[0];
    }
}
