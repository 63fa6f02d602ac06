package dev.varve.ingest.tree;

import dev.varve.ingest.posix.FileName;
import dev.varve.ingest.posix.FileStatus;
import dev.varve.ingest.posix.FileType;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One file of a tree image, whatever its type.
 *
 * @param linkTarget of a symbolic link: the bytes that stand in it; else empty
 * @param attributes extended attributes and ACLs, by name (Latin 1 of its bytes)
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as they stand; equals below compares them
public record TreeEntry(
        FileName name,
        FileStatus status,
        byte[] linkTarget,
        SortedMap<String, byte[]> attributes,
        Content content) {
    public TreeEntry {
        attributes =
                attributes.isEmpty()
                        ? Collections.emptySortedMap()
                        : Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
        if (status.type() == FileType.DIRECTORY != content instanceof Content.Directory) {
            throw new IllegalArgumentException(status.type() + " with content " + content);
        }
    }

    public boolean isDirectory() {
        return status.type() == FileType.DIRECTORY;
    }

    /** True for a regular file that has other names: those with the same inode and device. */
    public boolean isHardLinked() {
        return !isDirectory() && status.linkCount() > 1;
    }

    TreeEntry withContent(Content other) {
        return new TreeEntry(name, status, linkTarget, attributes, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TreeEntry entry
                && name.equals(entry.name)
                && status.equals(entry.status)
                && Arrays.equals(linkTarget, entry.linkTarget)
                && sameAttributes(entry)
                && content.equals(entry.content);
    }

    /** True when an image would say the same of both. */
    boolean storedAs(TreeEntry other) {
        return name.equals(other.name)
                && status.sameAs(other.status)
                && Arrays.equals(linkTarget, other.linkTarget)
                && sameAttributes(other)
                && content.equals(other.content);
    }

    /** True when names and values of all extended attributes are equal. */
    public boolean sameAttributes(TreeEntry other) {
        if (attributes.isEmpty() && other.attributes.isEmpty()) {
            return true; // nearly always
        }
        return attributes.size() == other.attributes.size()
                && attributes.entrySet().stream()
                        .allMatch(attribute ->
                                Arrays.equals(
                                        attribute.getValue(),
                                        other.attributes.get(attribute.getKey())));
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + status.hashCode();
    }
}
