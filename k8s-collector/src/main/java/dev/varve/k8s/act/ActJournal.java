package dev.varve.k8s.act;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.k8s.model.ObjectKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one run does to clusters, written before and after each act, and how far each of its volumes
 * has come. Every line is on disk when its method returns. Safe for use by many threads; locked
 * against other processes. docs/formats/act-journal.md.
 */
public final class ActJournal implements AutoCloseable {
    private final String collector;
    private final String run;
    private final FileChannel channel;
    private final Map<Integer, Act> unanswered = new LinkedHashMap<>();
    private final Map<ObjectKey, Progress> reached = new LinkedHashMap<>();
    private int lines;
    private @Nullable String ended;

    /** The state to which the way of a subject has come, and what must be known to go on. */
    public record Progress(String state, ObjectNode facts) {}

    private ActJournal(String collector, String run, FileChannel channel) {
        this.collector = collector;
        this.run = run;
        this.channel = channel;
    }

    /**
     * Opens the journal of a run, or begins it. A last line that was cut off by a crash is dropped.
     *
     * @throws IOException also when another process has it open, or when it is damaged
     */
    public static ActJournal open(Path file, String collector, String run) throws IOException {
        Purpose.requireLabel("collector", collector);
        Purpose.requireLabel("run", run);
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            lock(file, channel);
            ActJournal journal = new ActJournal(collector, run, channel);
            journal.replay(file, ActLines.read(file, channel));
            return journal;
        } catch (IOException | RuntimeException e) {
            channel.close();
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
        channel.close();
    }

    private int append(ActEntry entry) throws IOException {
        if (ended != null) {
            throw new IllegalStateException("the run " + run + " has ended: " + ended);
        }
        ByteBuffer line = ByteBuffer.wrap(ActFormat.line(lines, entry));
        while (line.hasRemaining()) {
            channel.write(line);
        }
        channel.force(false);
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
