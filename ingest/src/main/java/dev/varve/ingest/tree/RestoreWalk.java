package dev.varve.ingest.tree;

import dev.varve.ingest.posix.DirectoryHandle;
import dev.varve.ingest.posix.FileName;
import dev.varve.ingest.posix.FileStatus;
import dev.varve.ingest.posix.FileType;
import dev.varve.ingest.posix.PosixException;
import dev.varve.ingest.push.Progress;
import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Walks an image and makes what it holds: directories at once, files by the writers, hard links and
 * the attributes of directories at the end. Every step starts at an open directory inside the
 * target. Confined to one thread.
 */
final class RestoreWalk {
    private final DirectoryHandle target;
    private final TreeReader reader;
    private final FileWriters writers;
    private final Attributes attributes;
    private final Warnings warnings;
    private final RestoreCounts counts;
    private final Progress progress;
    private final Overwrite overwrite;
    private final boolean resumed;
    private final Map<Inode, Place> firstNames = new HashMap<>();
    private final List<Link> links = new ArrayList<>();
    private final List<RestoredDirectory> directories = new ArrayList<>();
    private final Deque<Step> open = new ArrayDeque<>();

    private record Inode(long device, long inode) {}

    private record Place(RestoredDirectory directory, FileName name) {}

    private record Link(Place first, Place link, TreeEntry entry) {}

    private record Step(
            SharedDirectory handle, RestoredDirectory directory, Deque<TreeEntry> left) {}

    /**
     * @param resumed a file that stands there with the right size and time is whole
     */
    RestoreWalk(
            DirectoryHandle target,
            TreeReader reader,
            FileWriters writers,
            Attributes attributes,
            Warnings warnings,
            RestoreCounts counts,
            Progress progress,
            Overwrite overwrite,
            boolean resumed) {
        this.target = target;
        this.reader = reader;
        this.writers = writers;
        this.attributes = attributes;
        this.warnings = warnings;
        this.counts = counts;
        this.progress = progress;
        this.overwrite = overwrite;
        this.resumed = resumed;
    }

    /** Makes these entries in the target; the files are whole when the writers have finished. */
    void walk(List<TreeEntry> entries)
            throws PosixException, ProtocolException, InterruptedException {
        RestoredDirectory top = new RestoredDirectory();
        enter(new SharedDirectory(target.reopen()), top, entries);
        while (!open.isEmpty()) {
            Step step = open.getFirst();
            TreeEntry entry = step.left.pollFirst();
            if (entry == null) {
                open.pop().handle.release();
            } else if (entry.isDirectory()) {
                directory(step, entry);
            } else {
                file(step, entry);
            }
        }
    }

    private void enter(SharedDirectory handle, RestoredDirectory directory, List<TreeEntry> entries)
            throws ProtocolException {
        Set<FileName> names = new HashSet<>();
        for (TreeEntry entry : entries) {
            if (entry.name().equals(FileName.ROOT) || !names.add(entry.name())) {
                throw new ProtocolException(
                        ErrorCode.DAMAGED,
                        "the image has a directory with an impossible or double name \""
                                + entry.name()
                                + "\"",
                        "run varve check --level proof");
            }
        }
        List<TreeEntry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparing(TreeEntry::name));
        open.push(new Step(handle, directory, new ArrayDeque<>(sorted)));
    }

    private void directory(Step step, TreeEntry entry)
            throws PosixException, ProtocolException, InterruptedException {
        DirectoryHandle parent = step.handle.handle();
        FileName name = entry.name();
        if (parent.exists(name) && parent.status(name).type() != FileType.DIRECTORY) {
            if (!mayReplace(parent.status(name), entry)) {
                counts.kept();
                warnings.add(
                        parent.shownPath()
                                + "/"
                                + name
                                + ": kept, and so what the image has in a directory of that name");
                return;
            }
            parent.remove(name);
        }
        boolean existed = parent.exists(name);
        if (!existed) {
            parent.makeDirectory(name);
        }
        counts.directory();
        RestoredDirectory made = new RestoredDirectory(step.directory, entry);
        if (!existed || mayReplace(parent.status(name), entry)) {
            directories.add(made); // else it keeps its own attributes, whatever is made in it
        }
        List<TreeEntry> entries = List.of();
        if (entry.content() instanceof Content.Directory(var node)) {
            entries = reader.entries(node);
        }
        enter(new SharedDirectory(parent.openDirectory(name)), made, entries);
    }

    private void file(Step step, TreeEntry entry)
            throws PosixException, ProtocolException, InterruptedException {
        DirectoryHandle directory = step.handle.handle();
        Place place = new Place(step.directory, entry.name());
        if (entry.status().type() == FileType.REGULAR) {
            progress.addTotalBytes(entry.status().sizeBytes());
        }
        if (isLaterName(entry, place)) {
            return;
        }
        if (directory.exists(entry.name())) {
            FileStatus there = directory.status(entry.name());
            if (isWhole(there, entry)) {
                counts.kept();
                progress.addDoneBytes(entry.status().sizeBytes());
                return;
            }
            if (!mayReplace(there, entry)) {
                firstNames.remove(
                        inode(entry)); // what stands there is no source for its other names
                counts.kept();
                progress.addDoneBytes(entry.status().sizeBytes());
                return;
            }
            if (there.type() == FileType.DIRECTORY) {
                firstNames.remove(inode(entry));
                warnings.add(
                        directory.shownPath()
                                + "/"
                                + entry.name()
                                + ": a directory stands in its place, kept");
                counts.kept();
                return;
            }
            directory.remove(entry.name());
        }
        progress.addFiles(1);
        if (entry.status().type() == FileType.REGULAR) {
            writers.submit(new RestoreTask(step.handle.retain(), entry));
        } else {
            special(directory, entry);
        }
    }

    /**
     * Notes the first name of an inode with several; gives true for the others, which become links
     * at the end.
     */
    private boolean isLaterName(TreeEntry entry, Place place) {
        if (!entry.isHardLinked()) {
            return false;
        }
        Place first = firstNames.putIfAbsent(inode(entry), place);
        if (first == null) {
            return false;
        }
        links.add(new Link(first, place, entry));
        return true;
    }

    private static Inode inode(TreeEntry entry) {
        return new Inode(entry.status().device(), entry.status().inode());
    }

    private boolean isWhole(FileStatus there, TreeEntry entry) {
        return resumed
                && there.type() == FileType.REGULAR
                && entry.status().type() == FileType.REGULAR
                && there.sizeBytes() == entry.status().sizeBytes()
                && there.modified().equals(entry.status().modified());
    }

    private boolean mayReplace(FileStatus there, TreeEntry entry) {
        return switch (overwrite) {
            case REFUSE -> true; // the target was empty: an earlier run of this restore made it
            case NEVER -> false;
            case IF_NEWER -> entry.status().modified().compareTo(there.modified()) > 0;
            case ALWAYS -> true;
        };
    }

    private void special(DirectoryHandle directory, TreeEntry entry) throws PosixException {
        FileName temporary = FileInTheMaking.temporaryName(entry.name());
        if (directory.exists(temporary)) {
            directory.remove(temporary);
        }
        try {
            if (entry.status().type() == FileType.SYMLINK) {
                directory.makeLink(temporary, entry.linkTarget());
            } else {
                directory.makeNode(temporary, entry.status().type(), entry.status().deviceNumber());
            }
        } catch (PosixException e) {
            if (!e.notPermitted()) {
                throw e;
            }
            warnings.add(directory.shownPath() + "/" + entry.name() + ": " + e.getMessage());
            return;
        }
        attributes.apply(directory, temporary, entry);
        directory.rename(temporary, entry.name());
        counts.file(0);
    }

    /** The rest, once all files are written. */
    void finish() throws PosixException {
        try (DirectoryCursor from = new DirectoryCursor(target);
                DirectoryCursor to = new DirectoryCursor(target)) {
            for (Link link : links) {
                link(
                        from.moveTo(link.first.directory),
                        link.first.name,
                        to.moveTo(link.link.directory),
                        link.entry);
            }
        }
        try (DirectoryCursor cursor = new DirectoryCursor(target)) {
            for (RestoredDirectory directory : directories.reversed()) {
                TreeEntry entry = directory.entry();
                RestoredDirectory parent = directory.parent();
                if (entry != null && parent != null) {
                    attributes.apply(cursor.moveTo(parent), directory.name(), entry);
                }
            }
        }
    }

    private void link(DirectoryHandle from, FileName existing, DirectoryHandle to, TreeEntry entry)
            throws PosixException {
        FileName name = entry.name();
        if (!from.exists(existing)) {
            warnings.add(to.shownPath() + "/" + name + ": the file it is a name of is not there");
            return;
        }
        FileStatus first = from.status(existing);
        if (to.exists(name)) {
            FileStatus there = to.status(name);
            if (there.inode() == first.inode() && there.device() == first.device()) {
                counts.kept();
                return;
            }
            if (!mayReplace(there, entry) || there.type() == FileType.DIRECTORY) {
                warnings.add(
                        to.shownPath()
                                + "/"
                                + name
                                + ": kept, though it is a hard link in the image");
                counts.kept();
                return;
            }
            to.remove(name);
        }
        to.makeHardLink(name, from, existing);
        counts.file(0);
    }
}
