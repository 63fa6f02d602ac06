package dev.varve.ingest.block;

import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads blocks of a volume, several at once. Confined to one thread. */
final class BlockReader implements AutoCloseable {
    /** Small enough that what was read is still in the processor's cache when it is hashed. */
    private static final int READ_BYTES = 1 << 20;

    private final Path path;
    private final int blockBytes;
    private final long sizeBytes;
    private final FileChannel channel;
    private final Seeker seeker;
    private final ByteBuffer buffer;
    private final ByteBuffer zeros;
    private long bufferOffset = -1;
    private long dataStart = -1;
    private long dataEnd = -1;
    private long holeStart = -1;

    BlockReader(BlockSource source, int blockBytes) throws ProtocolException {
        this.path = source.path();
        this.blockBytes = blockBytes;
        this.sizeBytes = source.sizeBytes();
        try {
            seeker = new Seeker(path, sizeBytes);
            channel = openBeside(seeker, path);
        } catch (IOException e) {
            throw BlockSource.unreadable(path, String.valueOf(e), "check the rights", e);
        }
        buffer = ByteBuffer.allocateDirect(Math.max(READ_BYTES, blockBytes));
        zeros = ByteBuffer.allocateDirect(blockBytes);
    }

    private static FileChannel openBeside(Seeker seeker, Path path) throws IOException {
        try {
            return FileChannel.open(path, StandardOpenOption.READ);
        } catch (IOException e) {
            seeker.close();
            throw e;
        }
    }

    /** True when the block lies in a hole, so that nothing need be read. */
    boolean isHole(long block) {
        long start = block * blockBytes;
        long end = start + length(block);
        if (start >= holeStart && holeStart >= 0 && end <= dataStart) {
            return true;
        }
        if (start < dataStart || start >= dataEnd) {
            holeStart = start;
            dataStart = seeker.nextData(start);
            dataEnd = dataStart < sizeBytes ? seeker.nextHole(dataStart) : sizeBytes;
        }
        return end <= dataStart;
    }

    int length(long block) {
        return (int) Math.min(blockBytes, sizeBytes - block * blockBytes);
    }

    /**
     * Bytes of a block; valid until the next call. Reads ahead up to {@code readAheadBlocks}
     * blocks.
     *
     * @throws ProtocolException SOURCE_UNREADABLE, names the offset
     */
    ByteBuffer read(long block, int readAheadBlocks) throws ProtocolException {
        long start = block * blockBytes;
        int length = length(block);
        if (bufferOffset < 0
                || start < bufferOffset
                || start + length > bufferOffset + buffer.limit()) {
            fill(start, readAheadBlocks);
        }
        return buffer.slice((int) (start - bufferOffset), length);
    }

    boolean isZero(ByteBuffer raw) {
        return raw.get(0) == 0 && raw.mismatch(zeros.slice(0, raw.remaining())) < 0;
    }

    /** Bytes read by the last {@link #read} that went to the source. */
    private void fill(long start, int blocks) throws ProtocolException {
        long wanted = Math.min((long) blocks * blockBytes, buffer.capacity());
        buffer.clear().limit((int) Math.min(wanted, sizeBytes - start));
        bufferOffset = -1;
        while (buffer.hasRemaining()) {
            long at = start + buffer.position();
            try {
                if (channel.read(buffer, at) < 0) {
                    throw BlockSource.unreadable(
                            path,
                            "ends at byte " + at + " although it had " + sizeBytes + " bytes",
                            "back up a snapshot, or run again",
                            null);
                }
            } catch (ProtocolException e) {
                throw e; // is an IOException, too
            } catch (ClosedByInterruptException e) {
                throw BlockSource.unreadable(path, "reading was interrupted", "run again", e);
            } catch (IOException e) {
                throw BlockSource.unreadable(
                        path,
                        "cannot be read at byte " + at + ": " + e.getMessage(),
                        "check the disk; nothing was committed",
                        e);
            }
        }
        readBytes += buffer.position();
        buffer.flip();
        bufferOffset = start;
    }

    private long readBytes;

    /** Bytes read from the source since this was asked last. */
    long takeReadBytes() {
        long bytes = readBytes;
        readBytes = 0;
        return bytes;
    }

    @Override
    public void close() {
        seeker.close();
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("closing " + path + " after reading failed", e);
        }
    }
}
