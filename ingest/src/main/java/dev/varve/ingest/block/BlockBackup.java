package dev.varve.ingest.block;

import dev.varve.ingest.pull.NodeFetcher;
import dev.varve.ingest.push.ImageBackup;
import dev.varve.ingest.push.ImagePush;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.message.CommitImage;
import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.message.ImageSource;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.BlockPage;
import dev.varve.protocol.node.BlockRoot;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes a volume: what differs from the base, found by reading all that is no hole, or only what a
 * tracker says changed. Several lanes read one volume, each taking the next page (64 blocks), so
 * that what is stored stays nearly in order.
 */
public final class BlockBackup implements ImageBackup {
    /** Block size of new chains. */
    public static final int BLOCK_BYTES = 64 << 10;

    private static final Logger LOGGER = LoggerFactory.getLogger(BlockBackup.class);

    private final BlockSource source;
    private final String chain;
    private final int blockBytes;
    private final @Nullable ChangedExtents changed;

    /**
     * A backup of {@code source} into {@code chain}.
     *
     * @param blockBytes block size of the chain
     * @param changed null: find out by reading
     */
    public BlockBackup(
            BlockSource source, String chain, int blockBytes, @Nullable ChangedExtents changed) {
        this.source = source;
        this.chain = chain;
        this.blockBytes = blockBytes;
        this.changed = changed;
        requireSize();
    }

    @Override
    public ImageSource source() {
        return ImageSource.newBuilder()
                .setChain(chain)
                .setKind(ImageKind.IMAGE_KIND_BLOCK)
                .setSizeBytes(source.sizeBytes())
                .setBlockBytes(blockBytes)
                .build();
    }

    @Override
    public byte[] identity() {
        return source.identityBytes();
    }

    @Override
    public CommitImage push(ImagePush push) throws ProtocolException, InterruptedException {
        try (ExecutorService fetching = Executors.newVirtualThreadPerTaskExecutor()) {
            BlockMap base = base(push, fetching);
            BitSet done = donePages(push);
            PageQueue pages = new PageQueue(pageCount(), done, changedBlocks(base));
            push.context().progress().addTotalBytes(source.sizeBytes());
            BlockPush shared = new BlockPush(source, blockBytes, push, base, pages);
            Lanes.run(
                    "varve-block",
                    Math.min(push.context().streams(), (int) Math.max(1, pageCount())),
                    stream -> {
                        try (BlockLane lane = new BlockLane(shared, stream)) {
                            lane.run();
                        }
                    },
                    push.context().cancellation());
        }
        return CommitImage.newBuilder().setSizeBytes(source.sizeBytes()).build();
    }

    private @Nullable BlockMap base(ImagePush push, ExecutorService fetching)
            throws ProtocolException, InterruptedException {
        if (push.base().getRoot().isEmpty()) {
            return null;
        }
        Id root = Id.at(push.base().getRoot().toByteArray(), 0);
        BlockMap base = BlockMap.of(new NodeFetcher(push.context().client()), root, fetching);
        if (base.root().blockBytes() != blockBytes) {
            throw new ProtocolException(
                    ErrorCode.USAGE,
                    "chain \""
                            + chain
                            + "\" has blocks of "
                            + base.root().blockBytes()
                            + " bytes, not "
                            + blockBytes,
                    "give the block size of the chain, or begin another chain");
        }
        return base;
    }

    private BitSet donePages(ImagePush push) {
        BitSet done = new BitSet();
        if (push.trustsEarlier()) {
            push.base().getDurablePagesList().forEach(page -> setPage(done, page));
            push.forEachDone(unit -> addPages(done, unit));
        }
        return done;
    }

    /** A unit of the journal: page numbers, 8 bytes each, big-endian. */
    private void addPages(BitSet done, ByteBuffer unit) {
        while (unit.remaining() >= Long.BYTES) {
            setPage(done, unit.getLong());
        }
    }

    private void setPage(BitSet done, long page) {
        if (page >= 0 && page < pageCount()) {
            done.set((int) page);
        }
    }

    /** Null: every block may have changed. */
    private @Nullable BitSet changedBlocks(@Nullable BlockMap base) {
        if (changed == null) {
            return null;
        }
        if (base == null) {
            LOGGER.atWarn()
                    .addKeyValue("chain", chain)
                    .log("changed extents are of no use for the first image: all is read");
            return null;
        }
        long blocks = BlockRoot.blockCount(source.sizeBytes(), blockBytes);
        BitSet bits = changed.blocks(blockBytes, blocks);
        long baseSize = base.root().sizeBytes();
        if (baseSize != source.sizeBytes() && blocks > 0) {
            // A tracker need not list what grew, nor the block in which a volume now ends.
            long first = Math.min(baseSize, source.sizeBytes()) / blockBytes;
            bits.set((int) Math.min(first, blocks - 1), (int) blocks);
        }
        return bits;
    }

    private long pageCount() {
        long blocks = BlockRoot.blockCount(source.sizeBytes(), blockBytes);
        return (blocks + BlockPage.FAN_OUT - 1) / BlockPage.FAN_OUT;
    }

    private void requireSize() {
        if (BlockRoot.blockCount(source.sizeBytes(), blockBytes) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    source.sizeBytes() + " bytes are too many for blocks of " + blockBytes);
        }
    }
}
