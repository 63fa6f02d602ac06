package dev.varve.ingest.block;

import dev.varve.ingest.crypto.ChunkNamer;
import dev.varve.ingest.pull.ChunkFetcher;
import dev.varve.ingest.pull.Wanted;
import dev.varve.ingest.push.Progress;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.BlockPage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Restores stretches of pages. Confined to one thread. */
final class RestoreLane implements AutoCloseable {
    private final ChunkFetcher fetcher;
    private final ChunkNamer namer;
    private final BlockMap map;
    private final BlockRange range;
    private final BlockTarget target;
    private final Progress progress;
    private final GatheredWrites writes;
    private final ByteBuffer there;

    RestoreLane(
            ChunkFetcher fetcher,
            ChunkNamer namer,
            BlockMap map,
            BlockRange range,
            BlockTarget target,
            Progress progress) {
        this.fetcher = fetcher;
        this.namer = namer;
        this.map = map;
        this.range = range;
        this.target = target;
        this.progress = progress;
        writes = new GatheredWrites(target);
        there = ByteBuffer.allocateDirect(map.root().blockBytes());
    }

    void restore(long firstPage, long endPage) throws ProtocolException, InterruptedException {
        List<Wanted> wanted = new ArrayList<>();
        List<Long> blocks = new ArrayList<>();
        for (long page = firstPage; page < endPage; page++) {
            BlockPage ids = map.page(page);
            long first = Math.max(page * BlockPage.FAN_OUT, range.firstBlock());
            long end = Math.min((page + 1) * BlockPage.FAN_OUT, range.endBlock());
            for (long block = first; block < end; block++) {
                Id id = ids == null ? Id.ZERO : ids.entry((int) (block - page * BlockPage.FAN_OUT));
                if (isThere(block, id)) {
                    progress.addDoneBytes(range.piece(block).lengthBytes());
                } else {
                    wanted.add(new Wanted(id, range.blockLength(block)));
                    blocks.add(block);
                }
            }
        }
        fetcher.fetch(
                wanted.iterator(), (index, raw) -> write(blocks.get(Math.toIntExact(index)), raw));
        writes.flush();
    }

    /** True when the target has the block's bytes; a hole is made at once. */
    private boolean isThere(long block, Id id) throws ProtocolException {
        BlockRange.Piece piece = range.piece(block);
        if (!target.mayHoldBytes(piece)) {
            return id.isZero();
        }
        there.clear().limit(piece.lengthBytes());
        target.read(piece, there);
        there.flip();
        if (id.isZero()) {
            if (!isZero(there)) {
                target.write(piece.targetOffset(), ByteBuffer.allocateDirect(piece.lengthBytes()));
            }
            return true;
        }
        return piece.lengthBytes() == range.blockLength(block) && namer.name(there).equals(id);
    }

    private static boolean isZero(ByteBuffer bytes) {
        return bytes.mismatch(ByteBuffer.allocate(bytes.remaining())) < 0;
    }

    private void write(long block, ByteBuffer raw) throws ProtocolException {
        BlockRange.Piece piece = range.piece(block);
        writes.put(piece.targetOffset(), raw.slice(piece.blockOffset(), piece.lengthBytes()));
        progress.addReadBytes(raw.remaining());
        progress.addSentBytes(piece.lengthBytes());
        progress.addDoneBytes(piece.lengthBytes());
    }

    @Override
    public void close() {
        fetcher.close();
    }
}
