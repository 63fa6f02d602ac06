package dev.varve.repo.io;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Buffers as direct writes want them: whole blocks at an address that a block divides. A few are
 * kept for use again; more are made when more threads write at once. Safe for several threads.
 */
final class AlignedBuffers {
    /** Large enough for the disk's full speed. */
    static final int BYTES = 1 << 20;

    private static final int MOST_KEPT = 4;

    private final int blockBytes;
    private final ConcurrentLinkedQueue<ByteBuffer> free = new ConcurrentLinkedQueue<>();
    private final AtomicInteger kept = new AtomicInteger();

    AlignedBuffers(int blockBytes) {
        this.blockBytes = blockBytes;
    }

    int blockBytes() {
        return blockBytes;
    }

    ByteBuffer take() {
        ByteBuffer buffer = free.poll();
        if (buffer == null) {
            return ByteBuffer.allocateDirect(BYTES + blockBytes)
                    .alignedSlice(blockBytes)
                    .limit(BYTES)
                    .slice();
        }
        kept.decrementAndGet();
        return buffer.clear();
    }

    void give(ByteBuffer buffer) {
        if (kept.incrementAndGet() <= MOST_KEPT) {
            free.add(buffer);
        } else {
            kept.decrementAndGet();
        }
    }
}
