package dev.varve.k8s.held;

import dev.varve.ingest.tree.DocumentWriter;
import dev.varve.ingest.tree.TreeEntry;
import dev.varve.protocol.error.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Entries by their paths, and the directories that lead to them. Confined to one thread. */
final class KeptTree {
    /** Files to be put in place as they are. */
    static final String FILES = "files/";

    /** Files that were complete only after the thaw. */
    static final String TAIL = "tail/";

    static final String DUMP = "dump/";

    private final Map<String, TreeEntry> files = new TreeMap<>();
    private final Map<String, KeptTree> directories = new TreeMap<>();

    /** The last part of a path. */
    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Adds a file, in place of one of the same path. */
    void add(String path, TreeEntry file) {
        int slash = path.indexOf('/');
        if (slash < 0) {
            files.put(path, file);
        } else {
            directories
                    .computeIfAbsent(path.substring(0, slash), name -> new KeptTree())
                    .add(path.substring(slash + 1), file);
        }
    }

    /** What is at the top, with all that is below. */
    List<TreeEntry> entries(DocumentWriter writer) throws ProtocolException, InterruptedException {
        List<TreeEntry> entries = new ArrayList<>(files.values());
        for (Map.Entry<String, KeptTree> each : directories.entrySet()) {
            entries.add(writer.directory(each.getKey(), each.getValue().entries(writer)));
        }
        return entries;
    }
}
