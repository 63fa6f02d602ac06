package dev.varve.repo.retention.ledger;

import com.google.protobuf.ByteString;
import dev.varve.protocol.message.LedgerEntry;
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
    /** True when there is an intent to delete this segment, and it was not carried out yet. */
    public boolean intended(long segmentId) throws IOException {
        ByteString subject =
                ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES).putLong(0, segmentId));
        boolean[] intended = new boolean[1];
        LedgerChain chain = new LedgerChain();
        QueueExcerpts.Unreadable bad =
                new QueueExcerpts(new FileStorageDirectory(data), QueueLedger.FOLDER)
                        .forEach((file, offset, excerpt) -> {
                            try {
                                LedgerEntry entry = chain.follow(excerpt);
                                if (entry.getSubject().equals(subject)) {
                                    intended[0] = after(entry.getKind(), intended[0]);
                                }
                                return true;
                            } catch (LedgerChain.BrokenException e) {
                                return false;
                            }
                        });
        return bad == null && intended[0];
    }

    private static boolean after(LedgerKind kind, boolean before) {
        return switch (kind) {
            case LEDGER_KIND_SEGMENT_DELETE_INTENT -> true;
            case LEDGER_KIND_SEGMENT_DELETED -> false;
            default -> before;
        };
    }
}
