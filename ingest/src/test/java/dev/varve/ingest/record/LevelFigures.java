package dev.varve.ingest.record;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints ratio and speed of compression levels over bundles of several sizes, in CPU seconds of
 * this thread. Argument: a volume image (see perf/generate); its first 256 MiB that are not zero
 * count.
 */
public final class LevelFigures {
    private static final int BLOCK = 64 << 10;
    private static final int MOST_BYTES = 256 << 20;

    private LevelFigures() {}

    /** Arguments: the image. */
    public static void main(String[] arguments) throws IOException {
        List<ByteBuffer> blocks = blocks(Path.of(arguments[0]));
        int bytes = blocks.size() * BLOCK;
        System.out.printf(
                Locale.ROOT,
                "%d blocks; incompressible ones at level 1 pass at the rate shown for them%n",
                blocks.size());
        for (int bundle : new int[] {64 << 10, 128 << 10, 256 << 10, 512 << 10}) {
            for (int level : new int[] {-1, 1, 2, 3}) {
                measure(blocks, bundle, level, false);
                measure(blocks, bundle, level, true);
            }
        }
        if (bytes > 128 << 20) {
            List<ByteBuffer> few = blocks.subList(0, (64 << 20) / BLOCK);
            measure(few, 128 << 10, 9, true);
            measure(few.subList(0, few.size() / 8), 128 << 10, 19, true);
        }
    }

    private static void measure(List<ByteBuffer> blocks, int bundle, int level, boolean print) {
        ByteBuffer raw = ByteBuffer.allocateDirect(bundle);
        ByteBuffer packed = ByteBuffer.allocateDirect((int) Zstd.compressBound(bundle));
        ByteBuffer opened = ByteBuffer.allocateDirect(bundle);
        long packedBytes = 0;
        long rawBytes = 0;
        long packNanos = 0;
        long openNanos = 0;
        try (ZstdCompressCtx zstd = new ZstdCompressCtx();
                ZstdDecompressCtx unzstd = new ZstdDecompressCtx()) {
            zstd.setLevel(level);
            int perBundle = bundle / BLOCK;
            for (int i = 0; i + perBundle <= blocks.size(); i += perBundle) {
                raw.clear();
                blocks.subList(i, i + perBundle).forEach(block -> raw.put(block.duplicate()));
                long start = cpuNanos();
                int length =
                        zstd.compressDirectByteBuffer(packed, 0, packed.capacity(), raw, 0, bundle);
                packNanos += cpuNanos() - start;
                start = cpuNanos();
                unzstd.decompressDirectByteBuffer(opened, 0, bundle, packed, 0, length);
                openNanos += cpuNanos() - start;
                packedBytes += Math.min(length, bundle);
                rawBytes += bundle;
            }
        }
        if (print) {
            System.out.printf(
                    Locale.ROOT,
                    "bundle %3d KiB level %2d: ratio %.3f, packs %4.0f MB/s, opens %5.0f MB/s%n",
                    bundle >> 10,
                    level,
                    (double) rawBytes / packedBytes,
                    rawBytes * 1e3 / packNanos,
                    rawBytes * 1e3 / openNanos);
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static List<ByteBuffer> blocks(Path image) throws IOException {
        List<ByteBuffer> blocks = new ArrayList<>();
        ByteBuffer zeros = ByteBuffer.allocate(BLOCK);
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ)) {
            for (long at = 0; blocks.size() < MOST_BYTES / BLOCK; at += BLOCK) {
                ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
                if (channel.read(block, at) < BLOCK) {
                    break;
                }
                if (block.flip().mismatch(zeros) >= 0) {
                    blocks.add(block);
                }
            }
        }
        return blocks;
    }
}
