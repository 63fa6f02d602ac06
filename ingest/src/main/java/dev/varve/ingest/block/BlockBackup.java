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
import java.util.Optional;
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
    private final ChangeTracker tracker;

    /**
     * A backup of {@code source} into {@code chain}.
     *
     * @param blockBytes block size of the chain
     * @param tracker null: find out by reading
     */
    public BlockBackup(
            BlockSource source, String chain, int blockBytes, @Nullable ChangeTracker tracker) {
        this.source = source;
        this.chain = chain;
        this.blockBytes = blockBytes;
        this.tracker = tracker == null ? ChangeTracker.NONE : tracker;
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
            ChangeTracker.Answer answer = ask(push);
            PageQueue pages = new PageQueue(pageCount(), done, changed(answer, base));
            push.context().progress().addTotalBytes(source.sizeBytes());
            BlockPush shared = new BlockPush(source, blockBytes, push, base, pages, data(answer));
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

    private ChangeTracker.Answer ask(ImagePush push) throws InterruptedException {
        byte[] root = push.base().getRoot().toByteArray();
        return tracker.ask(
                new ChangeTracker.Question(
                        push.context().client(),
                        root.length == 0 ? Optional.empty() : Optional.of(Id.at(root, 0)),
                        source.sizeBytes(),
                        blockBytes));
    }

    /** Null: every block may have changed. */
    private @Nullable BlockSet changed(ChangeTracker.Answer answer, @Nullable BlockMap base) {
        if (!(answer instanceof ChangeTracker.Answer.Changed changed)) {
            return null;
        }
        if (base == null) {
            LOGGER.atWarn()
                    .addKeyValue("chain", chain)
                    .log("what changed is of no use for the first image: all is read");
            return null;
        }
        long baseSize = base.root().sizeBytes();
        if (baseSize != source.sizeBytes()) {
            // A tracker need not list what grew, nor the block in which a volume now ends.
            changed.blocks().addFrom(Math.min(baseSize, source.sizeBytes()) / blockBytes);
        }
        return changed.blocks();
    }

    /** Null: every block may have data. */
    private static @Nullable BlockSet data(ChangeTracker.Answer answer) {
        return answer instanceof ChangeTracker.Answer.Data data ? data.blocks() : null;
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
