package dev.varve.ingest.tree;

import dev.varve.ingest.posix.FileName;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds and compares what tree images hold, by names. Paths are as {@link FileName#toString} shows
 * names, with slashes.
 */
public final class TreeWalks {
    private final TreeReader reader;

    public TreeWalks(TreeReader reader) {
        this.reader = reader;
    }

    /** One difference of two trees. */
    public record Difference(
            Kind kind, String path, @Nullable TreeEntry before, @Nullable TreeEntry after) {
        /** What happened to the path. */
        public enum Kind {
            ADDED,
            REMOVED,
            /** Its content. */
            MODIFIED,
            /** Only its attributes: mode, owner, times, extended attributes. */
            ATTRIBUTES
        }
    }

    /** Takes differences one by one. */
    @FunctionalInterface
    public interface DifferenceSink {
        void accept(Difference difference);
    }

    /** The entries of a directory, by name. */
    public List<TreeEntry> list(TreeEntry directory)
            throws ProtocolException, InterruptedException {
        if (!(directory.content() instanceof Content.Directory(Id node))) {
            throw new IllegalArgumentException(directory.name() + " is no directory");
        }
        List<TreeEntry> entries = new ArrayList<>(reader.entries(node));
        entries.sort(Comparator.comparing(TreeEntry::name));
        return entries;
    }

    /**
     * The entry at a path; slashes at either end do not matter.
     *
     * @throws ProtocolException POINT_UNKNOWN, says how far the path leads
     */
    public TreeEntry resolve(TreeEntry root, String path)
            throws ProtocolException, InterruptedException {
        TreeEntry at = root;
        StringBuilder walked = new StringBuilder();
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            TreeEntry found = at.isDirectory() ? child(at, part) : null;
            if (found == null) {
                throw new ProtocolException(
                        ErrorCode.POINT_UNKNOWN,
                        "there is no \"" + part + "\" in \"/" + walked + "\" of this image",
                        "look with varve ls");
            }
            walked.append(walked.isEmpty() ? "" : "/").append(part);
            at = found;
        }
        return at;
    }

    private @Nullable TreeEntry child(TreeEntry directory, String name)
            throws ProtocolException, InterruptedException {
        byte[] wanted;
        try {
            wanted = FileName.parse(name).toBytes();
        } catch (IllegalArgumentException e) {
            return null;
        }
        FileName fileName = FileName.of(wanted);
        return list(directory).stream()
                .filter(entry -> entry.name().equals(fileName))
                .findFirst()
                .orElse(null);
    }

    /**
     * What differs from {@code before} to {@code after}, in the order of paths; equal directories
     * are not looked into.
     */
    public void diff(TreeEntry before, TreeEntry after, DifferenceSink sink)
            throws ProtocolException, InterruptedException {
        directories("", before, after, sink);
    }

    private void directories(
            String path, @Nullable TreeEntry before, @Nullable TreeEntry after, DifferenceSink sink)
            throws ProtocolException, InterruptedException {
        if (before != null && after != null && before.content().equals(after.content())) {
            return;
        }
        Map<FileName, TreeEntry> old = byName(before);
        Map<FileName, TreeEntry> now = byName(after);
        Map<FileName, TreeEntry> all = new TreeMap<>(old);
        all.putAll(now);
        for (FileName name : all.keySet()) {
            String child = path.isEmpty() ? name.toString() : path + "/" + name;
            entry(child, old.get(name), now.get(name), sink);
        }
    }

    private Map<FileName, TreeEntry> byName(@Nullable TreeEntry directory)
            throws ProtocolException, InterruptedException {
        Map<FileName, TreeEntry> entries = new TreeMap<>();
        if (directory != null && directory.isDirectory()) {
            list(directory).forEach(entry -> entries.put(entry.name(), entry));
        }
        return entries;
    }

    private void entry(
            String path, @Nullable TreeEntry before, @Nullable TreeEntry after, DifferenceSink sink)
            throws ProtocolException, InterruptedException {
        if (before == null) {
            sink.accept(new Difference(Difference.Kind.ADDED, path, null, after));
        } else if (after == null) {
            sink.accept(new Difference(Difference.Kind.REMOVED, path, before, null));
        } else if (!sameContent(before, after)) {
            sink.accept(new Difference(Difference.Kind.MODIFIED, path, before, after));
        } else if (!sameAttributes(before, after)) {
            sink.accept(new Difference(Difference.Kind.ATTRIBUTES, path, before, after));
        }
        boolean either =
                (before != null && before.isDirectory()) || (after != null && after.isDirectory());
        if (either) {
            directories(path, before, after, sink);
        }
    }

    private static boolean sameContent(TreeEntry before, TreeEntry after) {
        return before.status().type() == after.status().type()
                && (before.isDirectory() || before.content().equals(after.content()))
                && java.util.Arrays.equals(before.linkTarget(), after.linkTarget())
                && before.status().deviceNumber() == after.status().deviceNumber();
    }

    private static boolean sameAttributes(TreeEntry before, TreeEntry after) {
        return before.status().permissions() == after.status().permissions()
                && before.status().uid() == after.status().uid()
                && before.status().gid() == after.status().gid()
                && Objects.equals(before.status().modified(), after.status().modified())
                && before.sameAttributes(after);
    }
}
