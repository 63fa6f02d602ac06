package dev.varve.k8s.held;

import dev.varve.k8s.hook.RestoreFile;
import dev.varve.k8s.hook.TailFile;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a held application gave for its restore.
 *
 * @param claim into whose volume it belongs; empty: into none that is known, it is kept for people
 * @param directory of the application's data below the top of that volume
 */
record KeptFiles(String claim, String directory, List<RestoreFile> files, List<TailFile> tail) {
    KeptFiles {
        files = List.copyOf(files);
        tail = List.copyOf(tail);
    }

    /** Whether it has all these files. */
    boolean has(List<String> needed) {
        Set<String> paths = paths();
        return paths.containsAll(needed);
    }

    /** A path that is a file and a directory at once; empty when none is. */
    String clash() {
        Set<String> paths = paths();
        return paths.stream()
                .filter(each -> paths.stream().anyMatch(other -> other.startsWith(each + "/")))
                .findFirst()
                .orElse("");
    }

    private Set<String> paths() {
        Set<String> paths = new TreeSet<>();
        Stream.concat(files.stream().map(RestoreFile::path), tail.stream().map(TailFile::path))
                .forEach(paths::add);
        return paths;
    }
}
