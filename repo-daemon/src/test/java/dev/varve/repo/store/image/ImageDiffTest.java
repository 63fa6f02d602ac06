package dev.varve.repo.store.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.model.Id;
import dev.varve.repo.index.ObjectKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ImageDiffTest {
    private final MemoryNodes nodes = new MemoryNodes();
    private final CountModel model = new CountModel(nodes);

    /** Small, so that contents are compared in several passes. */
    private static final int IDS_PER_PASS = 20;

    @RepeatedTest(15)
    void countsOfTreesByRunsEqualTheDefinition(RepetitionInfo repetition) throws IOException {
        long seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        TreeModel tree = new TreeModel(random);
        List<Id> history = new ArrayList<>();
        for (int generation = 0; generation < 10; generation++) {
            if (generation > 2 && random.nextInt(3) == 0) {
                history.add(history.get(random.nextInt(history.size())));
            } else {
                tree.change(generation == 0 ? 120 : random.nextInt(12));
                history.add(tree.write(nodes));
            }
        }
        requireCountsByDefinition(ImageKind.IMAGE_KIND_TREE, history, seed);
    }

    @RepeatedTest(10)
    void countsOfBlockImagesByRunsEqualTheDefinition(RepetitionInfo repetition) throws IOException {
        long seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        List<Id> history = new ArrayList<>();
        BlockModel blocks = new BlockModel(1 << 20);
        for (int generation = 0; generation < 10; generation++) {
            if (random.nextInt(3) == 0) {
                blocks.resize(random.nextLong(1, 1L << random.nextInt(13, 32)));
            }
            for (int i = random.nextInt(30); i > 0; i--) {
                long few = random.nextInt(8);
                blocks.blocks.put(random.nextLong(blocks.blockCount()), new Id(few, few, 1, 1));
            }
            history.add(blocks.build(nodes));
            if (random.nextInt(4) == 0) {
                history.add(history.get(random.nextInt(history.size())));
            }
        }
        requireCountsByDefinition(ImageKind.IMAGE_KIND_BLOCK, history, seed);
    }

    private void requireCountsByDefinition(ImageKind kind, List<Id> history, long seed)
            throws IOException {
        Id before = Id.ZERO;
        for (Id image : history) {
            Changes changes = new Changes();

            new ImageDiff(nodes, IDS_PER_PASS).run(kind, before, image, changes);

            Map<String, Map<Id, Integer>> a = model.positions(kind, before);
            Map<String, Map<Id, Integer>> b = model.positions(kind, image);
            assertThat(changes.added).as("seed %d", seed).isEqualTo(CountModel.additions(a, b));
            assertThat(changes.removed).as("seed %d", seed).isEqualTo(CountModel.additions(b, a));
            before = image;
        }
    }

    @Test
    void readsOnlyWhatChanged() throws IOException {
        Random random = new Random(7);
        TreeModel tree = new TreeModel(random);
        tree.change(3000);
        Id a = tree.write(nodes);
        tree.change(1);
        Id b = tree.write(nodes);
        nodes.takeReads();

        new ImageDiff(nodes).run(ImageKind.IMAGE_KIND_TREE, a, b, new Changes());

        assertThat(nodes.size()).isGreaterThan(1000);
        assertThat(nodes.takeReads()).isLessThan(60);
    }

    @Test
    void tellsTheVisitorOfANodeThatIsMissing() throws IOException {
        TreeModel tree = new TreeModel(new Random(8));
        tree.change(50);
        Id root = tree.write(nodes);
        Id top =
                ((dev.varve.protocol.node.TreePage)
                                ((NodeSource.Answer.Found) nodes.node(root)).node())
                        .entries()
                        .getFirst()
                        .references()
                        .getFirst();
        nodes.remove(top);
        Changes changes = new Changes();

        new ImageDiff(nodes).run(ImageKind.IMAGE_KIND_TREE, Id.ZERO, root, changes);

        assertThat(changes.unreadable).containsExactly(top);
    }

    private static final class Changes implements DiffVisitor {
        final Map<Id, Integer> added = new HashMap<>();
        final Map<Id, Integer> removed = new HashMap<>();
        final List<Id> unreadable = new ArrayList<>();

        @Override
        public void added(Position position, ObjectKind kind, Id id) {
            added.merge(id, 1, Integer::sum);
        }

        @Override
        public void removed(Position position, ObjectKind kind, Id id) {
            removed.merge(id, 1, Integer::sum);
        }

        @Override
        public void unreadable(Position position, Id id, NodeSource.Answer answer) {
            unreadable.add(id);
        }
    }
}
