package dev.varve.repo.store.image;

import dev.varve.protocol.message.ImageKind;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.BlockPage;
import dev.varve.protocol.node.BlockRoot;
import dev.varve.protocol.node.ChunkList;
import dev.varve.protocol.node.Node;
import dev.varve.protocol.node.TreeIndex;
import dev.varve.protocol.node.TreePage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** The definition of counts by runs, computed naively: each image walked whole. */
public final class CountModel {
    private final NodeSource nodes;

    public CountModel(NodeSource nodes) {
        this.nodes = nodes;
    }

    /** How often each object stands at each position of an image. */
    public Map<String, Map<Id, Integer>> positions(ImageKind kind, Id root) {
        Map<String, Map<Id, Integer>> positions = new HashMap<>();
        if (root.isZero()) {
            return positions;
        }
        add(positions, "root", root);
        if (kind == ImageKind.IMAGE_KIND_BLOCK) {
            BlockRoot block = (BlockRoot) read(root);
            walkPage(positions, block.levels() - 1, 0, block.top());
        } else {
            TreePage page = (TreePage) read(root);
            walkDirectory(positions, "/0", page.entries().getFirst().references().getFirst());
        }
        return positions;
    }

    private void walkPage(Map<String, Map<Id, Integer>> positions, int level, long number, Id id) {
        if (id.isZero()) {
            return;
        }
        add(positions, "page " + level + " " + number, id);
        BlockPage page = (BlockPage) read(id);
        for (int i = 0; i < page.entries().size(); i++) {
            long below = number * BlockPage.FAN_OUT + i;
            if (level > 0) {
                walkPage(positions, level - 1, below, page.entry(i));
            } else if (!page.entry(i).isZero()) {
                add(positions, "block " + below, page.entry(i));
            }
        }
    }

    private void walkDirectory(Map<String, Map<Id, Integer>> positions, String path, Id id) {
        add(positions, "dir " + path, id);
        switch (read(id)) {
            case TreeIndex index ->
                    index.children().forEach(child -> walkDirectory(positions, path, child.id()));
            case TreePage page -> page.entries().forEach(entry -> walk(positions, path, entry));
            case ChunkList _, BlockRoot _, BlockPage _ -> throw new AssertionError(path);
        }
    }

    private void walk(
            Map<String, Map<Id, Integer>> positions, String parent, TreePage.Entry entry) {
        String path = parent + "/" + Long.toHexString(entry.key());
        switch (entry.refers()) {
            case NOTHING -> {}
            case CHUNKS -> entry.references().forEach(id -> addChunk(positions, path, id));
            case CHUNK_LIST -> walkList(positions, path, entry.references().getFirst());
            case DIRECTORY -> walkDirectory(positions, path, entry.references().getFirst());
        }
    }

    private void walkList(Map<String, Map<Id, Integer>> positions, String path, Id id) {
        add(positions, "entry " + path, id);
        ChunkList list = (ChunkList) read(id);
        for (ChunkList.Part part : list.parts()) {
            if (list.level() == 0) {
                addChunk(positions, path, part.id());
            } else if (!part.id().isZero()) {
                walkList(positions, path, part.id());
            }
        }
    }

    private static void addChunk(Map<String, Map<Id, Integer>> positions, String path, Id id) {
        if (!id.isZero()) {
            add(positions, "entry " + path, id);
        }
    }

    private static void add(Map<String, Map<Id, Integer>> positions, String position, Id id) {
        positions.computeIfAbsent(position, key -> new HashMap<>()).merge(id, 1, Integer::sum);
    }

    private Node read(Id id) {
        try {
            return ((NodeSource.Answer.Found) nodes.node(id)).node();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** sum over positions of max(0, b - a). */
    public static Map<Id, Integer> additions(
            Map<String, Map<Id, Integer>> a, Map<String, Map<Id, Integer>> b) {
        Map<Id, Integer> additions = new HashMap<>();
        b.forEach((position, ids) ->
                ids.forEach((id, count) -> {
                    int before = a.getOrDefault(position, Map.of()).getOrDefault(id, 0);
                    if (count > before) {
                        additions.merge(id, count - before, Integer::sum);
                    }
                }));
        return additions;
    }
}
