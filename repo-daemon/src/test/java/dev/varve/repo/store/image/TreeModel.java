package dev.varve.repo.store.image;

import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.ChunkList;
import dev.varve.protocol.node.TreeIndex;
import dev.varve.protocol.node.TreePage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A directory tree that changes at random, written as nodes with small pages. */
final class TreeModel {
    private static final int CHUNKS_IN_ALL = 60;

    private final Directory root = new Directory();
    private final Random random;

    TreeModel(Random random) {
        this.random = random;
    }

    private interface Item {}

    /** The seed stands for name and attributes. */
    private record File(List<Id> chunks, int seed) implements Item {}

    private static final class Directory implements Item {
        final TreeMap<Long, Item> items = new TreeMap<>(Long::compareUnsigned);
        int seed;
    }

    void change(int times) {
        for (int i = 0; i < times; i++) {
            changeOne(root, 0);
        }
    }

    private void changeOne(Directory directory, int depth) {
        List<Map.Entry<Long, Item>> items = new ArrayList<>(directory.items.entrySet());
        int choice = random.nextInt(10);
        if (items.isEmpty() || choice < 2) {
            directory.items.put(random.nextLong(), newItem(depth));
            return;
        }
        Map.Entry<Long, Item> one = items.get(random.nextInt(items.size()));
        if (choice == 2) {
            directory.items.remove(one.getKey());
        } else if (choice == 3) {
            Item moved = directory.items.remove(one.getKey());
            directory.items.put(random.nextLong(), moved);
        } else if (one.getValue() instanceof Directory below) {
            changeOne(below, depth + 1);
        } else if (one.getValue() instanceof File file) {
            directory.items.put(one.getKey(), changed(file));
        }
    }

    private Item newItem(int depth) {
        if (depth < 4 && random.nextInt(4) == 0) {
            Directory directory = new Directory();
            for (int i = random.nextInt(random.nextInt(10) == 0 ? 200 : 6); i > 0; i--) {
                directory.items.put(random.nextLong(), newItem(depth + 1));
            }
            return directory;
        }
        List<Id> chunks = new ArrayList<>();
        for (int i = random.nextInt(random.nextInt(6) == 0 ? 60 : 4); i > 0; i--) {
            chunks.add(chunk());
        }
        return new File(chunks, random.nextInt());
    }

    private File changed(File file) {
        List<Id> chunks = new ArrayList<>(file.chunks);
        switch (random.nextInt(4)) {
            case 0 -> chunks.add(random.nextInt(chunks.size() + 1), chunk());
            case 1 -> chunks.removeIf(id -> random.nextInt(3) == 0);
            case 2 -> java.util.Collections.shuffle(chunks, random);
            default -> {
                return new File(chunks, random.nextInt());
            }
        }
        return new File(chunks, file.seed);
    }

    /** Few, so that the same one occurs several times in a file and in several files. */
    private Id chunk() {
        int number = random.nextInt(CHUNKS_IN_ALL);
        return number == 0 ? Id.ZERO : new Id(number, number, number, number);
    }

    Id write(MemoryNodes nodes) {
        TreePage.Entry top =
                new TreePage.Entry(
                        0, TreePage.Refers.DIRECTORY, List.of(writeDirectory(nodes, root)));
        return nodes.put(new TreePage(false, List.of(top), new byte[0]));
    }

    private static Id writeDirectory(MemoryNodes nodes, Directory directory) {
        List<TreeIndex.Child> pages = new ArrayList<>();
        List<TreePage.Entry> entries = new ArrayList<>();
        for (Map.Entry<Long, Item> item : directory.items.entrySet()) {
            entries.add(entry(nodes, item.getKey(), item.getValue()));
            boolean cut = (item.getKey() & 7) == 0;
            if (cut) {
                pages.add(page(nodes, entries, directory.seed));
                entries.clear();
            }
        }
        if (!entries.isEmpty() || pages.isEmpty()) {
            pages.add(page(nodes, entries, directory.seed));
        }
        for (int level = 1; pages.size() > 1; level++) {
            pages = indexes(nodes, pages, level);
        }
        return pages.getFirst().id();
    }

    private static List<TreeIndex.Child> indexes(
            MemoryNodes nodes, List<TreeIndex.Child> pages, int level) {
        List<TreeIndex.Child> above = new ArrayList<>();
        for (int at = 0; at < pages.size(); at += 5) {
            List<TreeIndex.Child> children = pages.subList(at, Math.min(at + 5, pages.size()));
            above.add(
                    new TreeIndex.Child(
                            children.getLast().lastKey(),
                            nodes.put(new TreeIndex(level, children))));
        }
        return above;
    }

    private static TreeIndex.Child page(MemoryNodes nodes, List<TreePage.Entry> entries, int seed) {
        long last = entries.isEmpty() ? 0 : entries.getLast().key();
        byte[] body = {(byte) seed};
        return new TreeIndex.Child(last, nodes.put(new TreePage(false, entries, body)));
    }

    private static TreePage.Entry entry(MemoryNodes nodes, long key, Item item) {
        return switch (item) {
            case Directory directory ->
                    new TreePage.Entry(
                            key,
                            TreePage.Refers.DIRECTORY,
                            List.of(writeDirectory(nodes, directory)));
            case File file when file.chunks.isEmpty() ->
                    new TreePage.Entry(key, TreePage.Refers.NOTHING, List.of());
            case File file when file.chunks.size() <= 3 ->
                    new TreePage.Entry(key, TreePage.Refers.CHUNKS, file.chunks);
            case File file ->
                    new TreePage.Entry(
                            key,
                            TreePage.Refers.CHUNK_LIST,
                            List.of(writeList(nodes, file.chunks)));
            default -> throw new AssertionError(item);
        };
    }

    private static Id writeList(MemoryNodes nodes, List<Id> chunks) {
        List<ChunkList.Part> parts =
                chunks.stream().map(id -> new ChunkList.Part(id, 100)).toList();
        int level = 0;
        do {
            List<ChunkList.Part> above = new ArrayList<>();
            for (int at = 0; at < parts.size(); at += 6) {
                ChunkList list =
                        new ChunkList(level, parts.subList(at, Math.min(at + 6, parts.size())));
                above.add(new ChunkList.Part(nodes.put(list), list.rawBytes()));
            }
            parts = above;
            level++;
        } while (parts.size() > 1);
        return parts.getFirst().id();
    }
}
