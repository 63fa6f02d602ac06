package dev.varve.k8s.act;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one run does to clusters, written before and after each act, and how far each of its volumes
 * has come. Every line is on disk when its method returns. Safe for use by many threads, also while
 * one of them is interrupted: that ends the thread's own work and no other's. Locked against other
 * processes. docs/formats/act-journal.md.
 */
public final class ActJournal implements AutoCloseable {
    private final String collector;
    private final String run;

    /** Not written through its channel: an interrupted thread would close that for all. */
    private final RandomAccessFile file;

    private final Map<Integer, Act> unanswered = new LinkedHashMap<>();
    private final Map<ObjectKey, Progress> reached = new LinkedHashMap<>();
    private int lines;
    private @Nullable String ended;

    /** The state to which the way of a subject has come, and what must be known to go on. */
    public record Progress(String state, ObjectNode facts) {}

    private ActJournal(String collector, String run, RandomAccessFile file) {
        this.collector = collector;
        this.run = run;
        this.file = file;
    }

    /**
     * Opens the journal of a run, or begins it. A last line that was cut off by a crash is dropped.
     *
     * @throws IOException also when another process has it open, or when it is damaged
     */
    public static ActJournal open(Path file, String collector, String run) throws IOException {
        Purpose.requireLabel("collector", collector);
        Purpose.requireLabel("run", run);
        RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw");
        try {
            FileChannel channel = opened.getChannel();
            lock(file, channel);
            ActJournal journal = new ActJournal(collector, run, opened);
            journal.replay(file, ActLines.read(file, channel));
            return journal;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    public String collector() {
        return collector;
    }

    public String run() {
        return run;
    }

    /** Says what will be done; gives the line's number, by which the answer refers to it. */
    public synchronized int intend(Act act) throws IOException {
        int line = append(new ActEntry.Intent(act));
        unanswered.put(line, act);
        return line;
    }

    public synchronized void done(int intentLine, String uid) throws IOException {
        append(new ActEntry.Done(intentLine, uid));
        unanswered.remove(intentLine);
    }

    public synchronized void refused(int intentLine, String why) throws IOException {
        append(new ActEntry.Refused(intentLine, why));
        unanswered.remove(intentLine);
    }

    /** Says how far a subject has come. The acts before it are not needed to go on. */
    public synchronized void reached(ObjectKey subject, Progress progress) throws IOException {
        append(new ActEntry.Reached(subject, progress.state(), progress.facts()));
        reached.put(subject, progress);
    }

    public synchronized void end(String how) throws IOException {
        append(new ActEntry.Ended(how));
        ended = how;
    }

    public synchronized Optional<Progress> progress(ObjectKey subject) {
        return Optional.ofNullable(reached.get(subject));
    }

    /** Acts that may have been done or not: their answer never came. */
    public synchronized List<Act> unanswered() {
        return List.copyOf(unanswered.values());
    }

    public synchronized boolean isEnded() {
        return ended != null;
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }

    private int append(ActEntry entry) throws IOException {
        if (ended != null) {
            throw new IllegalStateException("the run " + run + " has ended: " + ended);
        }
        file.write(ActFormat.line(lines, entry));
        file.getFD().sync();
        return lines++;
    }

    private void replay(Path file, List<ActEntry> entries) throws IOException {
        ActEntry.Header mine = new ActEntry.Header(collector, run);
        if (entries.isEmpty()) {
            append(mine);
            ActLines.forceDirectory(file);
            return;
        }
        if (!entries.getFirst().equals(mine)) {
            throw new IOException(file + " is no journal of " + mine + ": " + entries.getFirst());
        }
        entries.forEach(this::replay);
    }

    private void replay(ActEntry entry) {
        switch (entry) {
            case ActEntry.Header header -> {}
            case ActEntry.Intent intent -> unanswered.put(lines, intent.act());
            case ActEntry.Done done -> unanswered.remove(done.intentLine());
            case ActEntry.Refused refused -> unanswered.remove(refused.intentLine());
            case ActEntry.Reached at ->
                    reached.put(at.subject(), new Progress(at.state(), at.facts()));
            case ActEntry.Ended end -> ended = end.how();
        }
        lines++;
    }

    @SuppressWarnings("ReturnValueIgnored")
    private static void lock(Path file, FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // Held within this process: the same answer as for another one.
        }
        throw new IOException(file + " is in use: the run goes on elsewhere");
    }
}
