package dev.varve.ingest.tree;

import dev.varve.ingest.posix.FileName;
import dev.varve.ingest.posix.FileStatus;
import dev.varve.protocol.model.Id;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One directory that the walk is in, or has left but whose files are still being read. Confined to
 * the walker.
 */
final class Frame {
    /** An entry whose content may still be on its way. */
    record Pending(
            TreeEntry entry,
            @Nullable CompletableFuture<FileContent> content,
            @Nullable Frame child) {}

    final SharedDirectory directory;
    final String path;
    final TreeEntry self;
    final List<Pending> entries = new ArrayList<>();
    private final Iterator<FileName> names;
    private Map<FileName, TreeEntry> base;
    private final @Nullable Id baseNode;
    private @Nullable Id node;

    /**
     * @param path from the root of the tree, no slash before it; empty for the root
     * @param self this directory's entry; its content is not known yet
     * @param baseNode the directory in the base image, which has the entries {@code base}; null
     *     when it has none
     */
    Frame(
            SharedDirectory directory,
            String path,
            TreeEntry self,
            List<FileName> names,
            @Nullable Id baseNode,
            Map<FileName, TreeEntry> base) {
        this.directory = directory;
        this.path = path;
        this.self = self;
        this.names = names.iterator();
        this.baseNode = baseNode;
        this.base = base;
    }

    /** An entry for a directory whose node comes later. */
    static TreeEntry directoryEntry(
            FileName name, FileStatus status, SortedMap<String, byte[]> attributes) {
        return new TreeEntry(name, status, new byte[0], attributes, new Content.Directory(Id.ZERO));
    }

    @Nullable FileName nextName() {
        return names.hasNext() ? names.next() : null;
    }

    String pathOf(FileName name) {
        return path.isEmpty() ? name.toString() : path + "/" + name;
    }

    /** The entry of that name in the base image. */
    @Nullable TreeEntry before(FileName name) {
        return base.get(name);
    }

    /** The node of the base image that says just this of the directory; null when there is none. */
    @Nullable Id unchanged(List<TreeEntry> now) {
        if (baseNode == null || now.size() != base.size()) {
            return null;
        }
        for (TreeEntry entry : now) {
            TreeEntry before = base.get(entry.name());
            if (before == null || !entry.storedAs(before)) {
                return null;
            }
        }
        return baseNode;
    }

    boolean isReady() {
        return entries.stream()
                .allMatch(pending -> pending.content == null || pending.content.isDone());
    }

    /** Its own entry, once its node is put. */
    TreeEntry finished() {
        if (node == null) {
            throw new IllegalStateException("the directory is not assembled yet");
        }
        return self.withContent(new Content.Directory(node));
    }

    void assembled(Id directoryNode) {
        node = directoryNode;
        entries.clear();
        base = Map.of();
        directory.release();
    }
}
