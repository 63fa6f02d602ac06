package dev.varve.ingest.tree;

import dev.varve.ingest.crypto.VaultCipher;
import dev.varve.ingest.push.NodeLane;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import dev.varve.protocol.node.TreeIndex;
import dev.varve.protocol.node.TreePage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Cuts the entries of a directory into pages and puts them on a node lane. Pages end where a key
 * says so, so that an entry more or less changes one page. Confined to the lane's thread.
 */
final class DirectoryWriter {
    /** A page ends after a key whose low bits are all zero: one in 256. */
    private static final long PAGE_END_MASK = 0xFF;

    private static final int MOST_PAGE_BYTES = 256 << 10;
    private static final int INDEX_FAN_OUT = 256;

    /** Rough size of an entry without its name, link and attributes. */
    private static final int ENTRY_BYTES = 128;

    private final VaultCipher cipher;
    private final PageCodec pages;
    private final NodeLane lane;

    DirectoryWriter(VaultCipher cipher, NodeLane lane) {
        this.cipher = cipher;
        this.lane = lane;
        pages = new PageCodec(cipher);
    }

    private record Keyed(long key, TreeEntry entry) {}

    /** Puts a directory with these entries, in any order; gives the node that stands for it. */
    Id put(List<TreeEntry> entries) throws ProtocolException, InterruptedException {
        List<Keyed> sorted = new ArrayList<>(entries.size());
        for (TreeEntry entry : entries) {
            sorted.add(new Keyed(cipher.entryKey(entry.name().toBytes()), entry));
        }
        sorted.sort(
                Comparator.<Keyed>comparingLong(keyed -> keyed.key ^ Long.MIN_VALUE)
                        .thenComparing(keyed -> keyed.entry.name()));
        List<TreeIndex.Child> children = new ArrayList<>();
        int start = 0;
        int bytes = 0;
        for (int i = 0; i < sorted.size(); i++) {
            bytes += size(sorted.get(i).entry);
            boolean last = i == sorted.size() - 1;
            if (last
                    || (sorted.get(i).key & PAGE_END_MASK) == 0
                    || i - start + 1 == TreePage.MAX_ENTRIES
                    || bytes >= MOST_PAGE_BYTES) {
                children.add(page(sorted.subList(start, i + 1)));
                start = i + 1;
                bytes = 0;
            }
        }
        if (children.isEmpty()) {
            return lane.put(pages.encode(List.of(), List.of()));
        }
        for (int level = 1; children.size() > 1; level++) {
            children = index(level, children);
        }
        return children.getFirst().id();
    }

    /** The page above the root directory: its one entry is the root itself. */
    Id putRoot(TreeEntry root) throws ProtocolException, InterruptedException {
        return lane.put(pages.encode(List.of(root), List.of(0L)));
    }

    private TreeIndex.Child page(List<Keyed> part) throws ProtocolException, InterruptedException {
        List<TreeEntry> entries = part.stream().map(Keyed::entry).toList();
        List<Long> keys = part.stream().map(Keyed::key).toList();
        Id id = lane.put(pages.encode(entries, keys));
        return new TreeIndex.Child(part.getLast().key, id);
    }

    private List<TreeIndex.Child> index(int level, List<TreeIndex.Child> children)
            throws ProtocolException, InterruptedException {
        List<TreeIndex.Child> above = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < children.size(); i++) {
            // Cut by the page's name, so that a page more or less changes one index.
            boolean cut = (children.get(i).id().a() & INDEX_FAN_OUT - 1) == 0;
            if (i == children.size() - 1
                    || (cut && i > start)
                    || i - start + 1 == TreeIndex.MAX_CHILDREN) {
                TreeIndex node = new TreeIndex(level, children.subList(start, i + 1));
                above.add(new TreeIndex.Child(children.get(i).lastKey(), lane.put(node)));
                start = i + 1;
            }
        }
        return above;
    }

    private static int size(TreeEntry entry) {
        int size = ENTRY_BYTES + entry.name().length() + entry.linkTarget().length;
        for (byte[] value : entry.attributes().values()) {
            size += value.length;
        }
        return size;
    }
}
