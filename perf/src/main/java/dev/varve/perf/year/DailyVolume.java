package dev.varve.perf.year;

import dev.varve.ingest.block.ChangedExtents;
import dev.varve.ingest.block.Extent;
import dev.varve.perf.workload.ScatteredBlocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * A volume of which some blocks change each day, and a digest of all of it, made of those of its
 * blocks. Confined to one thread.
 */
final class DailyVolume {
    private static final int DIGEST_BYTES = 32;

    private final Path file;
    private final ScatteredBlocks content;
    private final byte[] digests;
    private final int blocks;

    /** Writes the volume of day 0 to a new file. */
    DailyVolume(Path file, long seed, int cells) throws IOException {
        this.file = file;
        this.content = new ScatteredBlocks(seed, file, cells);
        this.blocks = content.blocks();
        this.digests = digestsOf(file);
    }

    Path file() {
        return file;
    }

    /** So many blocks are this share of it; one at least. */
    int blocks(double share) {
        return (int) Math.max(1, blocks * share);
    }

    /** Rewrites so many blocks at random places. */
    ChangedExtents change(int day, int count) throws IOException {
        return change(day, count, blocks);
    }

    /** Rewrites so many of the first blocks. */
    ChangedExtents change(int day, int count, int within) throws IOException {
        List<Extent> extents = new ArrayList<>(count);
        content.change(
                day,
                count,
                within,
                (block, bytes) -> {
                    System.arraycopy(digest(bytes), 0, digests, block * DIGEST_BYTES, DIGEST_BYTES);
                    extents.add(
                            new Extent(
                                    (long) block * ScatteredBlocks.BLOCK_BYTES,
                                    ScatteredBlocks.BLOCK_BYTES));
                });
        return new ChangedExtents(extents);
    }

    /** Of the volume as it is now. */
    ByteBuffer digest() {
        return ByteBuffer.wrap(digest(digests));
    }

    /** Of a restored volume. */
    static ByteBuffer digest(Path restored) throws IOException {
        return ByteBuffer.wrap(digest(digestsOf(restored)));
    }

    private static byte[] digestsOf(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int blocks = Math.toIntExact(channel.size() / ScatteredBlocks.BLOCK_BYTES);
            ByteBuffer all = ByteBuffer.allocate(blocks * DIGEST_BYTES);
            ByteBuffer block = ByteBuffer.allocate(ScatteredBlocks.BLOCK_BYTES);
            while (all.hasRemaining()) {
                block.clear();
                while (block.hasRemaining() && channel.read(block) >= 0) {
                    // Until it is full.
                }
                all.put(digest(block.array()));
            }
            return all.array();
        }
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
