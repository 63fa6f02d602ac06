package dev.varve.ingest.tree;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.protocol.model.Id;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the directories of the base image in the order in which the walk comes to them, ahead of it
 * by a bounded number of entries, so that the walk neither waits for the daemon nor unpacks what it
 * sent. Used by one thread, beside one of its own.
 */
final class BaseTree implements AutoCloseable {
    /** Entries and directories that may wait for the walk: some MiB. */
    private static final int MOST_WAITING = 32_768;

    /** Siblings whose nodes are asked for at once. */
    private static final int SIBLINGS = 64;

    /** A directory of the base, read or why it could not be. */
    private record Directory(
            Id node, List<TreeEntry> entries, @Nullable ProtocolException failure) {
        /** What it counts for: empty ones are bounded, too. */
        int weight() {
            return entries.size() + 1;
        }
    }

    private final TreeReader reader;
    private final Deque<Directory> ahead = new ArrayDeque<>();
    private final Thread thread;
    private int waiting;
    private boolean closed;

    /**
     * Begins to read.
     *
     * @param root directory at the top of the base image
     */
    BaseTree(TreeReader reader, Id root) {
        this.reader = reader;
        thread = Thread.ofPlatform().daemon().name("tree-base").start(() -> read(root));
    }

    /**
     * The entries of a directory. Directories must be asked for in the order of a walk by names;
     * those that are passed over are forgotten.
     */
    List<TreeEntry> entries(Id node) throws ProtocolException, InterruptedException {
        while (true) {
            Directory next = next();
            if (next.failure != null) {
                ProtocolException cause = next.failure;
                throw new ProtocolException(
                        cause.code(), String.valueOf(cause.getMessage()), cause.advice(), cause);
            }
            if (next.node.equals(node)) {
                return next.entries;
            }
        }
    }

    private synchronized Directory next() throws InterruptedException {
        while (ahead.isEmpty()) {
            wait();
        }
        Directory next = ahead.getFirst();
        if (next.failure == null) { // a failure is the last, for whoever asks
            ahead.removeFirst();
            waiting -= next.weight();
            notifyAll();
        }
        return next;
    }

    /** Brothers and sisters that are still to be read, first one first. */
    private static final class Siblings {
        private final Deque<Id> left;
        private int fetched;

        Siblings(List<Id> nodes) {
            left = new ArrayDeque<>(nodes);
        }

        @Nullable Id next(TreeReader reader) throws ProtocolException, InterruptedException {
            if (fetched == 0 && !left.isEmpty()) {
                List<Id> some = left.stream().limit(SIBLINGS).toList();
                reader.prefetch(some);
                fetched = some.size();
            }
            fetched--;
            return left.poll();
        }
    }

    private void read(Id root) {
        try {
            readAll(root);
            hand(failed(internal("has no such directory at this place", null)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        } catch (ProtocolException e) {
            handQuietly(failed(e));
        } catch (RuntimeException e) { // the walk would wait for ever
            handQuietly(failed(internal("cannot be read: " + e, e)));
        }
    }

    private void readAll(Id root) throws ProtocolException, InterruptedException {
        Deque<Siblings> levels = new ArrayDeque<>();
        levels.push(new Siblings(List.of(root)));
        while (!levels.isEmpty()) {
            Id node = levels.getFirst().next(reader);
            if (node == null) {
                levels.pop();
                continue;
            }
            List<TreeEntry> entries = new ArrayList<>(reader.entries(node));
            entries.sort(Comparator.comparing(TreeEntry::name));
            hand(new Directory(node, entries, null));
            levels.push(new Siblings(directories(entries)));
        }
    }

    private static List<Id> directories(List<TreeEntry> entries) {
        List<Id> nodes = new ArrayList<>();
        for (TreeEntry entry : entries) {
            if (entry.content() instanceof Content.Directory(Id node)) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    private static Directory failed(ProtocolException failure) {
        return new Directory(Id.ZERO, List.of(), failure);
    }

    private static ProtocolException internal(String what, @Nullable RuntimeException cause) {
        String message = "the base image " + what;
        return cause == null
                ? new ProtocolException(ErrorCode.INTERNAL, message, "")
                : new ProtocolException(ErrorCode.INTERNAL, message, "", cause);
    }

    private synchronized void hand(Directory directory) throws InterruptedException {
        while (waiting > MOST_WAITING && !closed) {
            wait();
        }
        ahead.add(directory);
        waiting += directory.weight();
        notifyAll();
    }

    private void handQuietly(Directory failure) {
        try {
            hand(failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /** Ends the reading; returns when it has ended. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
