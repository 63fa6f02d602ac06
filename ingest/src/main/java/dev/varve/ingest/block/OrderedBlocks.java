package dev.varve.ingest.block;

import dev.varve.ingest.pull.ChunkFetcher;
import dev.varve.ingest.pull.Wanted;
import dev.varve.ingest.push.Progress;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.BlockPage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes blocks to a channel in order. Blocks of one request that come before their turn are held.
 * Confined to one thread.
 */
final class OrderedBlocks {
    /** Pages fetched in one go; what is held stays far below. */
    private static final int STRETCH_PAGES = 16;

    private final BlockMap map;
    private final BlockRange range;
    private final WritableByteChannel out;
    private final Progress progress;
    private final ByteBuffer zeros;
    private final Map<Long, ByteBuffer> held = new HashMap<>();
    private long next;

    OrderedBlocks(BlockMap map, BlockRange range, WritableByteChannel out, Progress progress) {
        this.map = map;
        this.range = range;
        this.out = out;
        this.progress = progress;
        zeros = ByteBuffer.allocateDirect(map.root().blockBytes());
        next = range.firstBlock();
    }

    void writeAll(ChunkFetcher fetcher) throws ProtocolException, InterruptedException {
        for (long page = range.firstPage(); page < range.endPage(); page += STRETCH_PAGES) {
            writeStretch(fetcher, page, Math.min(page + STRETCH_PAGES, range.endPage()));
        }
    }

    private void writeStretch(ChunkFetcher fetcher, long firstPage, long endPage)
            throws ProtocolException, InterruptedException {
        List<Wanted> wanted = new ArrayList<>();
        List<Long> blocks = new ArrayList<>();
        long first = Math.max(firstPage * BlockPage.FAN_OUT, range.firstBlock());
        long end = Math.min(endPage * BlockPage.FAN_OUT, range.endBlock());
        for (long block = first; block < end; block++) {
            BlockPage page = map.page(block / BlockPage.FAN_OUT);
            Id id = page == null ? Id.ZERO : page.entry((int) (block % BlockPage.FAN_OUT));
            if (!id.isZero()) {
                wanted.add(new Wanted(id, range.blockLength(block)));
                blocks.add(block);
            }
        }
        Turns turns = new Turns(blocks);
        fetcher.fetch(
                wanted.iterator(),
                (index, raw) -> {
                    progress.addReadBytes(raw.remaining());
                    turns.came(blocks.get(Math.toIntExact(index)), raw);
                });
        writeZerosUpTo(end);
    }

    /** Whose turn it is among the blocks of a stretch. */
    private final class Turns {
        private final List<Long> blocks;
        private int turn;

        Turns(List<Long> blocks) {
            this.blocks = blocks;
        }

        void came(long block, ByteBuffer raw) throws ProtocolException {
            if (block != blocks.get(turn).longValue()) {
                held.put(
                        block,
                        ByteBuffer.allocateDirect(raw.remaining()).put(raw.duplicate()).flip());
                return;
            }
            write(block, raw);
            turn++;
            ByteBuffer ready = turn < blocks.size() ? held.remove(blocks.get(turn)) : null;
            while (ready != null) {
                write(blocks.get(turn), ready);
                turn++;
                ready = turn < blocks.size() ? held.remove(blocks.get(turn)) : null;
            }
        }
    }

    private void write(long block, ByteBuffer raw) throws ProtocolException {
        writeZerosUpTo(block);
        BlockRange.Piece piece = range.piece(block);
        put(raw.slice(piece.blockOffset(), piece.lengthBytes()));
        next = block + 1;
    }

    private void writeZerosUpTo(long block) throws ProtocolException {
        while (next < block) {
            put(zeros.slice(0, range.piece(next).lengthBytes()));
            next++;
        }
    }

    private void put(ByteBuffer bytes) throws ProtocolException {
        progress.addSentBytes(bytes.remaining());
        progress.addDoneBytes(bytes.remaining());
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            throw BlockTarget.unwritable(Path.of("-"), "took no more: " + e.getMessage(), e);
        }
    }
}
