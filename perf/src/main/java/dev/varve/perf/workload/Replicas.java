package dev.varve.perf.workload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** W5: eight copies of a tree of 500 MB, with 0.5 % of the files edited in each. */
final class Replicas {
    static final int COPIES = 8;
    static final int FULL_FILES = 3_600;
    private static final int LARGEST_BYTES = 1 << 20;
    private static final int EDITED_PER_MILLE = 5;

    private final long seed;

    Replicas(long seed) {
        this.seed = seed;
    }

    /**
     * Writes the copies as directories of {@code root}; gives the bytes of one before it was
     * edited.
     */
    long write(Path root, int filesPerCopy) throws IOException {
        Files.createDirectories(root);
        FileTree tree = new FileTree(seed);
        FileTree.Shape shape = new FileTree.Shape(filesPerCopy, LARGEST_BYTES, 0, 0, root);
        TreeChange change = new TreeChange(seed);
        long bytes = 0;
        for (int copy = 1; copy <= COPIES; copy++) {
            Path directory = root.resolve("copy" + copy);
            bytes = tree.write(directory, shape).bytes();
            change.apply(directory, EDITED_PER_MILLE, copy);
        }
        return bytes;
    }
}
