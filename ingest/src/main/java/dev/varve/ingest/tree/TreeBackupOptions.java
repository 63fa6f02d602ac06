package dev.varve.ingest.tree;

import java.nio.file.Path;
import java.util.List;

/**
 * What a tree backup reads.
 *
 * @param source an existing directory
 * @param excludes patterns of {@link Excludes}
 * @param oneFileSystem true: directories where another file system is mounted stay empty
 */
public record TreeBackupOptions(
        Path source, String chain, List<String> excludes, boolean oneFileSystem) {
    public TreeBackupOptions {
        excludes = List.copyOf(excludes);
    }
}
