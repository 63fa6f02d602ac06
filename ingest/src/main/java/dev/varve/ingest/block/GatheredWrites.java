package dev.varve.ingest.block;

import dev.varve.protocol.error.ProtocolException;
import java.nio.ByteBuffer;

/** Gathers blocks that follow each other into few large writes. Confined to one thread. */
final class GatheredWrites {
    /** So long that a disk that turns spends its time writing, not seeking from lane to lane. */
    private static final int BYTES = 4 << 20;

    private final BlockTarget target;
    private final ByteBuffer gathered;
    private long start;

    GatheredWrites(BlockTarget target) {
        this.target = target;
        gathered =
                ByteBuffer.allocateDirect(BYTES + DirectWrites.USUAL_ALIGNMENT_BYTES)
                        .alignedSlice(DirectWrites.USUAL_ALIGNMENT_BYTES)
                        .limit(BYTES)
                        .slice();
    }

    void put(long targetOffset, ByteBuffer bytes) throws ProtocolException {
        if (targetOffset != start + gathered.position()
                || bytes.remaining() > gathered.remaining()) {
            flush();
        }
        if (bytes.remaining() > gathered.capacity()) {
            target.write(targetOffset, bytes);
            return;
        }
        if (gathered.position() == 0) {
            start = targetOffset;
        }
        gathered.put(bytes);
    }

    void flush() throws ProtocolException {
        if (gathered.position() > 0) {
            target.write(start, gathered.flip());
            gathered.clear();
        }
    }
}
