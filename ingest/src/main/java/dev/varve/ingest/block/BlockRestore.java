package dev.varve.ingest.block;

import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.pull.ChunkFetcher;
import dev.varve.ingest.pull.NodeFetcher;
import dev.varve.ingest.push.Cancellation;
import dev.varve.ingest.push.Progress;
import dev.varve.protocol.client.RepositoryClient;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes a block image, or a range of it, to a file, a device or a channel. Every block is proved
 * by its name before it is written. Confined to one thread; works with as many as there are
 * streams.
 */
public final class BlockRestore {
    /** Pages that a lane takes at once, so that each writes in long runs: 64 MiB. */
    private static final int STRETCH_PAGES = 16;

    private final RepositoryClient client;
    private final VaultCipher cipher;
    private final int streams;
    private final Progress progress;
    private final Cancellation cancellation;

    public BlockRestore(
            RepositoryClient client,
            VaultCipher cipher,
            int streams,
            Progress progress,
            Cancellation cancellation) {
        if (streams < 1) {
            throw new IllegalArgumentException("streams " + streams);
        }
        this.client = client;
        this.cipher = cipher;
        this.streams = streams;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /**
     * Restores to a file or block device.
     *
     * <p>A file is made under the name {@code TARGET.varve-restore} and gets its own name when all
     * of it is there and synced. A run that was stopped is resumed by calling this again: blocks
     * that are there already are proved by their name, not fetched. A device is written in place,
     * its first page last.
     *
     * @param root root of the image
     * @param range null: all of it
     * @param overwrite replaces a file that is not empty; needed for every device
     * @throws ProtocolException TARGET_NOT_EMPTY, TARGET_UNWRITABLE, DAMAGED, CANCELLED, USAGE
     */
    public void toFile(Id root, @Nullable Extent range, Path target, boolean overwrite)
            throws ProtocolException, InterruptedException {
        try (ExecutorService fetching = Executors.newVirtualThreadPerTaskExecutor()) {
            BlockMap map = BlockMap.of(new NodeFetcher(client), root, fetching);
            BlockRange part = new BlockRange(map.root(), requireInside(map, range));
            progress.addTotalBytes(part.extent().lengthBytes());
            try (BlockTarget file = BlockTarget.open(target, part, overwrite)) {
                file.begin();
                restore(map, part, file);
                file.finish();
            }
        }
    }

    /**
     * Writes to a channel in order; holes as zeros.
     *
     * @param range null: all of it
     * @throws ProtocolException TARGET_UNWRITABLE, DAMAGED, CANCELLED, USAGE
     */
    public void toChannel(Id root, @Nullable Extent range, WritableByteChannel out)
            throws ProtocolException, InterruptedException {
        try (ExecutorService fetching = Executors.newVirtualThreadPerTaskExecutor();
                ChunkFetcher fetcher = new ChunkFetcher(client, cipher, cancellation)) {
            BlockMap map = BlockMap.of(new NodeFetcher(client), root, fetching);
            BlockRange part = new BlockRange(map.root(), requireInside(map, range));
            progress.addTotalBytes(part.extent().lengthBytes());
            new OrderedBlocks(map, part, out, progress).writeAll(fetcher);
        }
    }

    private void restore(BlockMap map, BlockRange part, BlockTarget target)
            throws ProtocolException, InterruptedException {
        AtomicLong next = new AtomicLong(part.firstPage());
        long pages = part.endPage() - part.firstPage();
        long stretches = (pages + STRETCH_PAGES - 1) / STRETCH_PAGES;
        if (pages == 0) {
            return;
        }
        Lanes.run(
                "varve-restore",
                (int) Math.min(streams, stretches),
                lane -> {
                    try (RestoreLane worker =
                            new RestoreLane(
                                    new ChunkFetcher(client, cipher, cancellation),
                                    cipher.newChunkNamer(),
                                    map,
                                    part,
                                    target,
                                    progress)) {
                        long first = next.getAndAdd(STRETCH_PAGES);
                        while (first < part.endPage()) {
                            cancellation.check();
                            worker.restore(first, Math.min(first + STRETCH_PAGES, part.endPage()));
                            first = next.getAndAdd(STRETCH_PAGES);
                        }
                    }
                },
                cancellation);
    }

    private static Extent requireInside(BlockMap map, @Nullable Extent range)
            throws ProtocolException {
        long size = map.root().sizeBytes();
        if (range == null) {
            return new Extent(0, size);
        }
        if (range.endBytes() > size) {
            throw new ProtocolException(
                    ErrorCode.USAGE,
                    "the range ends at " + range.endBytes() + ", the image at " + size,
                    "give a range inside the image");
        }
        return range;
    }
}
