package dev.varve.ingest.tree;

import dev.varve.ingest.posix.DirectoryHandle;
import dev.varve.ingest.posix.FileName;
import dev.varve.ingest.posix.FileStatus;
import dev.varve.ingest.posix.FileType;
import dev.varve.ingest.posix.PosixException;
import dev.varve.ingest.pull.NodeFetcher;
import dev.varve.ingest.push.ImagePush;
import dev.varve.ingest.push.NodeLane;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Walks a tree once, in the order of names, in step with the base image, and puts its nodes bottom
 * up. Files are read by others meanwhile; the walk runs ahead of them by a bounded number of
 * entries. Confined to one thread.
 */
final class TreeWalk {
    /** Entries that may wait for their content before the walk waits for them. */
    private static final int MOST_WAITING = 32_768;

    private final ImagePush push;
    private final TreeBackupOptions options;
    private final Excludes excludes;
    private final EarlierFiles earlier;
    private final FileReaders readers;
    private final DirectoryWriter directories;
    private final ChunkListWriter lists;
    private final TreeReader baseReader;
    private final Warnings warnings;
    private final Map<Inode, CompletableFuture<FileContent>> hardLinks = new HashMap<>();
    private final Deque<Frame> open = new ArrayDeque<>();
    private final Deque<Frame> left = new ArrayDeque<>();
    private @Nullable BaseTree base;
    private int waiting;

    private record Inode(long device, long inode) {}

    TreeWalk(
            ImagePush push,
            TreeBackupOptions options,
            EarlierFiles earlier,
            FileReaders readers,
            NodeLane lane,
            Warnings warnings) {
        this.push = push;
        this.options = options;
        this.earlier = earlier;
        this.readers = readers;
        this.warnings = warnings;
        excludes = new Excludes(options.excludes());
        directories = new DirectoryWriter(push.context().cipher(), lane);
        lists = new ChunkListWriter(lane);
        baseReader =
                new TreeReader(new NodeFetcher(push.context().client()), push.context().cipher());
    }

    /** Walks all; gives the root of the image. */
    Id walk() throws PosixException, ProtocolException, InterruptedException {
        TreeEntry baseRoot = baseRoot();
        if (baseRoot == null || !(baseRoot.content() instanceof Content.Directory(Id node))) {
            return walkAll(null);
        }
        try (BaseTree reading = new BaseTree(baseReader, node)) {
            base = reading;
            return walkAll(baseRoot);
        }
    }

    private Id walkAll(@Nullable TreeEntry baseRoot)
            throws PosixException, ProtocolException, InterruptedException {
        DirectoryHandle root = DirectoryHandle.open(options.source());
        Frame rootFrame = enter(root, "", FileName.ROOT, root.status(), baseRoot);
        long device = rootFrame.self.status().device();
        open.push(rootFrame);
        while (!open.isEmpty()) {
            push.context().cancellation().check();
            Frame frame = open.getFirst();
            FileName name = frame.nextName();
            if (name == null) {
                left.add(open.pop());
                assembleReady(false);
            } else {
                visit(frame, name, device);
            }
        }
        readers.sendBatch();
        assembleReady(true);
        return directories.putRoot(rootFrame.finished());
    }

    private @Nullable TreeEntry baseRoot() throws ProtocolException, InterruptedException {
        byte[] root = push.base().getRoot().toByteArray();
        return root.length == Id.LENGTH ? baseReader.root(Id.at(root, 0)) : null;
    }

    private Frame enter(
            DirectoryHandle handle,
            String path,
            FileName name,
            FileStatus status,
            @Nullable TreeEntry base)
            throws PosixException, ProtocolException, InterruptedException {
        SortedMap<String, byte[]> attributes = handle.attributes();
        List<FileName> names = handle.names();
        Collections.sort(names);
        Id baseNode =
                base != null && base.content() instanceof Content.Directory(Id node) ? node : null;
        TreeEntry self = Frame.directoryEntry(name, status, attributes);
        return new Frame(
                new SharedDirectory(handle),
                path,
                self,
                names,
                baseNode,
                baseNode == null ? Map.of() : baseEntries(baseNode));
    }

    private Map<FileName, TreeEntry> baseEntries(Id node)
            throws ProtocolException, InterruptedException {
        Map<FileName, TreeEntry> entries = new HashMap<>();
        for (TreeEntry entry : Objects.requireNonNull(base).entries(node)) {
            entries.put(entry.name(), entry);
        }
        return entries;
    }

    private void visit(Frame frame, FileName name, long rootDevice)
            throws ProtocolException, InterruptedException {
        String path = frame.pathOf(name);
        DirectoryHandle directory = frame.directory.handle();
        try {
            FileStatus status = directory.status(name);
            boolean isDirectory = status.type() == FileType.DIRECTORY;
            if (!excludes.isEmpty() && excludes.match(path, isDirectory)) {
                return;
            }
            push.context().progress().addFiles(1);
            TreeEntry base = frame.before(name);
            if (isDirectory) {
                visitDirectory(frame, name, path, status, base, rootDevice);
            } else {
                visitFile(frame, name, path, status, base);
            }
        } catch (PosixException e) {
            warnings.add(e.getMessage() + (e.absent() ? " (it vanished)" : ""));
        }
    }

    private void visitDirectory(
            Frame frame,
            FileName name,
            String path,
            FileStatus status,
            @Nullable TreeEntry base,
            long rootDevice)
            throws PosixException, ProtocolException, InterruptedException {
        DirectoryHandle handle = frame.directory.handle().openDirectory(name);
        try {
            boolean elsewhere = options.oneFileSystem() && status.device() != rootDevice;
            if (elsewhere) {
                SortedMap<String, byte[]> attributes = handle.attributes();
                TreeEntry self = Frame.directoryEntry(name, status, attributes);
                SharedDirectory shared = new SharedDirectory(handle);
                enterChild(frame, new Frame(shared, path, self, List.of(), null, Map.of()));
            } else {
                enterChild(frame, enter(handle, path, name, status, base));
            }
        } catch (PosixException e) {
            handle.close();
            throw e;
        }
    }

    private void enterChild(Frame frame, Frame child) {
        frame.entries.add(new Frame.Pending(child.self, null, child));
        open.push(child);
    }

    private void visitFile(
            Frame frame, FileName name, String path, FileStatus status, @Nullable TreeEntry base)
            throws PosixException, ProtocolException, InterruptedException {
        DirectoryHandle directory = frame.directory.handle();
        byte[] target = status.type() == FileType.SYMLINK ? directory.readLink(name) : new byte[0];
        boolean unchanged =
                base != null && base.status().sameContentAs(status) && push.trustsEarlier();
        // The time of change covers attributes, too.
        SortedMap<String, byte[]> attributes =
                unchanged && base != null ? base.attributes() : directory.attributes(name);
        TreeEntry entry = new TreeEntry(name, status, target, attributes, Content.NOTHING);
        push.context()
                .progress()
                .addTotalBytes(status.type() == FileType.REGULAR ? status.sizeBytes() : 0);
        if (status.type() != FileType.REGULAR || status.sizeBytes() == 0) {
            frame.entries.add(new Frame.Pending(entry, null, null));
        } else if (unchanged && base != null) {
            push.context().progress().addDoneBytes(status.sizeBytes());
            frame.entries.add(new Frame.Pending(entry.withContent(base.content()), null, null));
        } else {
            frame.entries.add(new Frame.Pending(entry, content(frame, name, path, status), null));
            waiting++;
            limitWaiting();
        }
    }

    private CompletableFuture<FileContent> content(
            Frame frame, FileName name, String path, FileStatus status)
            throws ProtocolException, InterruptedException {
        Inode inode = new Inode(status.device(), status.inode());
        if (status.linkCount() > 1) {
            CompletableFuture<FileContent> other = hardLinks.get(inode);
            if (other != null) {
                return other;
            }
        }
        Id pathHash = EarlierFiles.pathHash(path);
        FileContent known = earlier.find(pathHash, status);
        CompletableFuture<FileContent> content = new CompletableFuture<>();
        if (known != null) {
            push.context().progress().addDoneBytes(status.sizeBytes());
            content.complete(known);
        } else {
            SharedDirectory directory = frame.directory.retain();
            readers.submit(new ReadTask(directory, name, pathHash, status.sizeBytes(), content));
        }
        if (status.linkCount() > 1) {
            hardLinks.put(inode, content);
        }
        return content;
    }

    /** Waits for the oldest directories when too many entries wait for their content. */
    private void limitWaiting() throws ProtocolException, InterruptedException {
        while (waiting > MOST_WAITING && !left.isEmpty()) {
            readers.sendBatch();
            assemble(left.removeFirst());
        }
    }

    private void assembleReady(boolean all) throws ProtocolException, InterruptedException {
        while (!left.isEmpty() && (all || left.getFirst().isReady())) {
            assemble(left.removeFirst());
        }
    }

    private void assemble(Frame frame) throws ProtocolException, InterruptedException {
        List<TreeEntry> entries = new ArrayList<>(frame.entries.size());
        for (Frame.Pending pending : frame.entries) {
            if (pending.child() != null) {
                entries.add(pending.child().finished());
            } else if (pending.content() != null) {
                waiting--;
                FileContent content = await(pending.content());
                if (content != null) {
                    entries.add(withContent(pending.entry(), content));
                }
            } else {
                entries.add(pending.entry());
            }
        }
        Id known = push.trustsEarlier() ? frame.unchanged(entries) : null;
        frame.assembled(known == null ? directories.put(entries) : known);
    }

    private TreeEntry withContent(TreeEntry entry, FileContent content)
            throws ProtocolException, InterruptedException {
        Content where =
                content.parts().isEmpty()
                        ? new Content.Inline(content.inline())
                        : lists.put(content.parts());
        return new TreeEntry(
                entry.name(), content.status(), entry.linkTarget(), entry.attributes(), where);
    }

    /** Null when the file could not be read: that was reported. */
    private @Nullable FileContent await(CompletableFuture<FileContent> content)
            throws ProtocolException, InterruptedException {
        while (true) {
            try {
                return content.get(1, java.util.concurrent.TimeUnit.SECONDS);
            } catch (java.util.concurrent.TimeoutException e) {
                readers.requireAlive();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof PosixException posix) {
                    warnings.add(posix.getMessage() + (posix.absent() ? " (it vanished)" : ""));
                    return null;
                }
                throw new IllegalStateException("reading fails with POSIX errors only", e);
            }
        }
    }
}
