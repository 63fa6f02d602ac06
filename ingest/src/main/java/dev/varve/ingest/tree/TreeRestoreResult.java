package dev.varve.ingest.tree;

import java.util.List;

/**
 * What a tree restore came to. It is whole only when {@code damaged} is empty.
 *
 * @param files made anew, of all types but directories
 * @param kept left as they stood, by the overwrite policy or because an earlier run had restored
 *     them
 * @param damaged the first thousand files that could not be restored because their content is
 *     damaged or missing
 */
public record TreeRestoreResult(
        long files, long directories, long kept, long contentBytes, List<String> damaged) {
    public TreeRestoreResult {
        damaged = List.copyOf(damaged);
    }
}
