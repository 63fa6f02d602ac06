package dev.varve.ingest.push;

import dev.varve.protocol.model.Id;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Chunks or nodes that wait for the answer whether the daemon has them. Confined to its lane. */
final class Batch {
    private final ByteBuf memory;
    private final ByteBuffer bytes;
    private final List<Id> ids = new ArrayList<>();
    private final BitSet gaps = new BitSet();
    private int[] ends = new int[64];
    private CompletableFuture<BitSet> answer = new CompletableFuture<>();

    /** Completed when all of this batch, and all before it, is durable. */
    private final List<CompletableFuture<Void>> marks = new ArrayList<>();

    Batch(int capacityBytes) {
        memory = PooledByteBufAllocator.DEFAULT.directBuffer(capacityBytes, capacityBytes);
        bytes = memory.nioBuffer(0, capacityBytes);
    }

    boolean isEmpty() {
        return ids.isEmpty();
    }

    boolean hasRoomFor(int length, int mostIds) {
        return ids.size() < mostIds && bytes.remaining() >= length;
    }

    /** Copies position to limit of {@code raw}. */
    void add(Id id, ByteBuffer raw) {
        bytes.put(raw.duplicate());
        if (ids.size() == ends.length) {
            ends = Arrays.copyOf(ends, 2 * ends.length);
        }
        ends[ids.size()] = bytes.position();
        ids.add(id);
    }

    /** What is added next is no neighbour of what was added last. */
    void gap() {
        gaps.set(ids.size());
    }

    /** True when a gap lies before this one. */
    boolean gapBefore(int index) {
        return gaps.get(index);
    }

    List<Id> ids() {
        return ids;
    }

    int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    int length(int index) {
        return ends[index] - start(index);
    }

    ByteBuffer bytes() {
        return bytes;
    }

    void asked(CompletableFuture<BitSet> newAnswer) {
        answer = newAnswer;
    }

    CompletableFuture<BitSet> answer() {
        return answer;
    }

    List<CompletableFuture<Void>> marks() {
        return marks;
    }

    int capacityBytes() {
        return bytes.capacity();
    }

    /** Makes it ready for other chunks. */
    void clear() {
        ids.clear();
        gaps.clear();
        marks.clear();
        bytes.clear();
    }

    void release() {
        memory.release();
    }
}
