package dev.varve.ingest.block;

import dev.varve.ingest.pull.NodeFetcher;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.BlockPage;
import dev.varve.protocol.node.BlockRoot;
import dev.varve.protocol.node.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The leaf pages of a block image, fetched in groups of those under one upper page (256 MiB of the
 * volume at 64 KiB blocks), the next group beside the work on this one. Safe for use by many
 * threads that go forward at about the same pace.
 */
final class BlockMap {
    private static final int GROUPS_KEPT = 4;

    private final NodeFetcher nodes;
    private final BlockRoot root;
    private final Executor fetching;
    private final Map<Long, CompletableFuture<Map<Long, BlockPage>>> groups =
            new LinkedHashMap<>(GROUPS_KEPT, 0.75f, true);

    private BlockMap(NodeFetcher nodes, BlockRoot root, Executor fetching) {
        this.nodes = nodes;
        this.root = root;
        this.fetching = fetching;
    }

    /**
     * The map of the image with this root.
     *
     * @throws ProtocolException DAMAGED; USAGE when the image is of another kind
     */
    static BlockMap of(NodeFetcher nodes, Id rootId, Executor fetching)
            throws ProtocolException, InterruptedException {
        if (nodes.get(rootId) instanceof BlockRoot root) {
            return new BlockMap(nodes, root, fetching);
        }
        throw new ProtocolException(
                ErrorCode.USAGE, "image " + rootId + " is no block image", "restore it as a tree");
    }

    BlockRoot root() {
        return root;
    }

    /** Leaf pages that the volume has. */
    long pageCount() {
        return (root.blockCount() + BlockPage.FAN_OUT - 1) / BlockPage.FAN_OUT;
    }

    /**
     * Leaf page {@code page}; null when all of it is a hole, or beyond the end.
     *
     * @throws ProtocolException DAMAGED
     */
    @Nullable BlockPage page(long page) throws ProtocolException, InterruptedException {
        if (page >= pageCount() || root.top().isZero()) {
            return null;
        }
        CompletableFuture<Map<Long, BlockPage>> group = group(page / BlockPage.FAN_OUT);
        try {
            return group.get().get(page);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ProtocolException cause) {
                throw cause;
            }
            throw new IllegalStateException("fetching pages failed", e);
        }
    }

    private synchronized CompletableFuture<Map<Long, BlockPage>> group(long number) {
        CompletableFuture<Map<Long, BlockPage>> group = ask(number);
        if ((number + 1) * BlockPage.FAN_OUT < pageCount()) {
            var _ = ask(number + 1);
        }
        while (groups.size() > GROUPS_KEPT) {
            groups.remove(groups.keySet().iterator().next());
        }
        return group;
    }

    private CompletableFuture<Map<Long, BlockPage>> ask(long number) {
        return groups.computeIfAbsent(
                number, n -> CompletableFuture.supplyAsync(() -> fetch(n), fetching));
    }

    private Map<Long, BlockPage> fetch(long number) {
        try {
            return fetchGroup(number);
        } catch (ProtocolException e) {
            throw new CompletionException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    /** Goes down from the top to the upper page of level 1, then fetches all leaves under it. */
    private Map<Long, BlockPage> fetchGroup(long number)
            throws ProtocolException, InterruptedException {
        Id id = root.top();
        for (int level = root.levels() - 1; level > 1 && !id.isZero(); level--) {
            long place = number >> (6 * (level - 2));
            id = page(id, level).entry((int) (place % BlockPage.FAN_OUT));
        }
        Map<Long, BlockPage> leaves = new HashMap<>();
        if (id.isZero()) {
            return leaves;
        }
        if (root.levels() == 1) {
            leaves.put(0L, page(id, 0));
            return leaves;
        }
        BlockPage upper = page(id, 1);
        List<Id> ids = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < upper.entries().size(); i++) {
            if (!upper.entry(i).isZero()) {
                ids.add(upper.entry(i));
                numbers.add(number * BlockPage.FAN_OUT + i);
            }
        }
        List<Node> fetched = nodes.getAll(ids);
        for (int i = 0; i < ids.size(); i++) {
            leaves.put(numbers.get(i), requirePage(ids.get(i), fetched.get(i), 0));
        }
        return leaves;
    }

    private BlockPage page(Id id, int level) throws ProtocolException, InterruptedException {
        return requirePage(id, nodes.get(id), level);
    }

    private static BlockPage requirePage(Id id, Node node, int level) throws ProtocolException {
        if (node instanceof BlockPage page && page.level() == level) {
            return page;
        }
        throw new ProtocolException(
                ErrorCode.DAMAGED,
                "node " + id + " is not the page of level " + level + " that its image needs",
                "run varve check --level metadata");
    }
}
