package dev.varve.repo.store;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.CheckProgress;
import dev.varve.protocol.model.Id;
import dev.varve.repo.index.ObjectKind;
import dev.varve.repo.store.image.NodeSource;
import dev.varve.repo.store.segment.ReadResult;
import java.io.IOException;

/** Nodes as a check reads them: counted, each a moment to tell progress and to hear of an end. */
final class CheckedNodes implements NodeSource {
    private static final int NODES_PER_PROGRESS = 1024;

    private final VaultContext vault;
    private final CheckMonitor monitor;
    private final long totalBytes;
    private long doneBytes;
    private long nodes;

    /** {@code doneBytes} of {@code totalBytes} were read before the first node. */
    CheckedNodes(VaultContext vault, CheckMonitor monitor, long doneBytes, long totalBytes) {
        this.vault = vault;
        this.monitor = monitor;
        this.doneBytes = doneBytes;
        this.totalBytes = totalBytes;
    }

    long nodes() {
        return nodes;
    }

    long doneBytes() {
        return doneBytes;
    }

    @Override
    public Answer node(Id id) throws IOException {
        if (nodes++ % NODES_PER_PROGRESS == 0) {
            progress();
        }
        return switch (vault.records().read(ObjectKind.NODE, vault.vaultNumber(), id)) {
            case ReadResult.Found found -> {
                doneBytes += found.record().location().lengthBytes();
                yield StoredNodes.decode(id, found.record().payload());
            }
            case ReadResult.Absent _ -> new Answer.Absent();
            case ReadResult.Damaged damaged -> new Answer.Damaged(damaged.finding().message());
        };
    }

    /** Bytes of a segment that was read whole. */
    void addBytes(long bytes) {
        doneBytes += bytes;
    }

    /**
     * Tells how far the check is.
     *
     * @throws ProtocolException CANCELLED
     */
    void progress() throws ProtocolException {
        if (monitor.cancelled()) {
            throw new ProtocolException(ErrorCode.CANCELLED, "the check was cancelled", "");
        }
        monitor.progress(
                CheckProgress.newBuilder()
                        .setDoneBytes(doneBytes)
                        .setTotalBytes(Math.max(totalBytes, doneBytes))
                        .build());
    }
}
