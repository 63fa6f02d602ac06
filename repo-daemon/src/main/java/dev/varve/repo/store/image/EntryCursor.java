package dev.varve.repo.store.image;

import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.Node;
import dev.varve.protocol.node.TreePage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of pages of one directory in the order of their keys, one page in memory at a time.
 */
final class EntryCursor {
    private final Forest forest;
    private final ImageReader reader;
    private final Position position;
    private final List<Forest.Ref> pages;
    private int pageAt;
    private int entryAt;
    private @Nullable TreePage page;
    private long lastKey;

    EntryCursor(Forest forest, ImageReader reader, Position position, List<Forest.Ref> pages) {
        this.forest = forest;
        this.reader = reader;
        this.position = position;
        this.pages = pages;
    }

    /** One cursor for each owner among the pages. */
    static List<EntryCursor> ofEach(
            Forest forest, ImageReader reader, Position position, List<Forest.Ref> leaves) {
        int owners = leaves.stream().mapToInt(Forest.Ref::owner).max().orElse(-1) + 1;
        if (owners == 1) {
            return List.of(new EntryCursor(forest, reader, position, leaves));
        }
        List<EntryCursor> cursors = new ArrayList<>(owners);
        for (int i = 0; i < owners; i++) {
            int owner = i;
            List<Forest.Ref> own = leaves.stream().filter(ref -> ref.owner() == owner).toList();
            cursors.add(new EntryCursor(forest, reader, position, own));
        }
        return cursors;
    }

    /** The entry here; null at the end. */
    TreePage.@Nullable Entry peek() throws IOException {
        while (pageAt < pages.size()) {
            TreePage here = load();
            if (here != null && entryAt < here.entries().size()) {
                return here.entries().get(entryAt);
            }
            page = null;
            entryAt = 0;
            pageAt++;
        }
        return null;
    }

    void advance(TreePage.Entry entry) throws IOException {
        if (Long.compareUnsigned(entry.key(), lastKey) < 0) {
            Id id = pages.get(pageAt).id();
            throw ImageReader.misplaced(id, "begins before the end of the page before it");
        }
        lastKey = entry.key();
        entryAt++;
    }

    ProtocolException tooManyEqualKeys() {
        Id id = pages.get(Math.min(pageAt, pages.size() - 1)).id();
        return ImageReader.misplaced(
                id, "has more than " + TreeDiff.MAX_EQUAL_KEYS + " entries of one key");
    }

    /** Forgets the page in memory; it is read again when needed. */
    void release() {
        page = null;
    }

    private @Nullable TreePage load() throws IOException {
        if (page == null) {
            Forest.Ref ref = pages.get(pageAt);
            Node node = forest.read(reader, position, ref);
            page = node == null ? null : ImageReader.require(TreePage.class, node, ref.id());
        }
        return page;
    }
}
