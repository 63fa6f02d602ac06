package dev.varve.repo.store.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class BlockMergeTest {
    private final MemoryNodes nodes = new MemoryNodes();

    @RepeatedTest(30)
    void mergingDeltasEqualsBuildingFromNothing(RepetitionInfo repetition) throws IOException {
        long seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        BlockModel model = new BlockModel(size(random));
        Id root = model.build(nodes);
        for (int generation = 0; generation < 8; generation++) {
            BlockModel base = model.copy();
            if (random.nextInt(3) == 0) {
                model.resize(size(random));
            }
            change(model, base, random);

            Id merged = model.merge(nodes, root, base);

            assertThat(merged)
                    .as("seed %d, generation %d", seed, generation)
                    .isEqualTo(model.build(new MemoryNodes()));
            root = merged;
        }
    }

    private static long size(Random random) {
        long bytes = random.nextLong(1, 1L << random.nextInt(13, 26));
        return random.nextBoolean() ? bytes : bytes & -BlockModel.BLOCK_BYTES;
    }

    /** Changes blocks; those whose length changed get a new chunk, as a client does it. */
    private static void change(BlockModel model, BlockModel base, Random random) {
        long blocks = model.blockCount();
        for (int i = blocks == 0 ? 0 : random.nextInt(40); i > 0; i--) {
            long block = random.nextLong(blocks);
            if (random.nextInt(4) == 0) {
                model.blocks.remove(block);
            } else {
                model.blocks.put(block, id(random));
            }
        }
        if (model.sizeBytes != base.sizeBytes) {
            for (long end : new long[] {model.sizeBytes, base.sizeBytes}) {
                long block = end / BlockModel.BLOCK_BYTES;
                if (block < blocks && model.blocks.containsKey(block)) {
                    model.blocks.put(block, id(random));
                }
            }
        }
    }

    private static Id id(Random random) {
        return new Id(random.nextLong() | 1, random.nextLong(), 0, 0);
    }

    @Test
    void rewritesOnlyThePagesAboveAChangedBlock() throws IOException {
        Random random = new Random(1);
        BlockModel base = new BlockModel(64L * 64 * 64 * BlockModel.BLOCK_BYTES);
        for (long block = 0; block < base.blockCount(); block += 2) {
            base.blocks.put(block, id(random));
        }
        Id root = base.build(nodes);
        int before = nodes.size();
        nodes.takeReads();
        BlockModel model = base.copy();
        model.blocks.put(70_001L, id(random));

        model.merge(nodes, root, base);

        assertThat(nodes.size() - before).isEqualTo(4);
        assertThat(nodes.takeReads()).isEqualTo(4);
    }

    @Test
    void aLaterDeltaWinsSlotBySlot() throws IOException {
        Random random = new Random(2);
        Id first = id(random);
        Id second = id(random);
        Id third = id(random);
        DeltaSource deltas =
                BlockModel.source(
                        List.of(
                                new DeltaPage(
                                        0,
                                        List.of(
                                                new DeltaPage.Change(0, first),
                                                new DeltaPage.Change(1, first))),
                                new DeltaPage(0, List.of(new DeltaPage.Change(1, second))),
                                new DeltaPage(0, List.of()),
                                new DeltaPage(1, List.of(new DeltaPage.Change(3, third)))));
        BlockModel expected = new BlockModel(100L * BlockModel.BLOCK_BYTES);
        expected.blocks.put(0L, first);
        expected.blocks.put(1L, second);
        expected.blocks.put(67L, third);

        Id root =
                BlockMerge.merge(
                        nodes, nodes, Id.ZERO, deltas, BlockModel.BLOCK_BYTES, expected.sizeBytes);

        assertThat(root).isEqualTo(expected.build(nodes));
    }

    @Test
    void refusesANewSizeInsideABlockThatWasNotSentAgain() throws IOException {
        BlockModel base = new BlockModel(10_000);
        base.blocks.put(2L, id(new Random(3)));
        Id root = base.build(nodes);
        BlockModel grown = base.copy();
        grown.sizeBytes = 1 << 20;

        assertThatThrownBy(() -> grown.merge(nodes, root, base))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("inside block 2");
    }

    @Test
    void refusesADeltaBehindTheEnd() {
        DeltaSource behind =
                BlockModel.source(
                        List.of(
                                new DeltaPage(
                                        9, List.of(new DeltaPage.Change(0, id(new Random(4)))))));

        assertThatThrownBy(
                        () -> BlockMerge.merge(nodes, nodes, Id.ZERO, behind, 4096, 64L * 4096 * 9))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("behind the end");
    }
}
