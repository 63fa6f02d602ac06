package dev.varve.repo.metrics;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** Work under way that lasts: checks, recovery. Safe for use by many threads. */
public final class Tasks {
    /**
     * One of them now.
     *
     * @param kind {@code check}, {@code recovery}, {@code job}: it may hold others of these
     * @param totalBytes zero: not known
     */
    public record Task(
            long number,
            String kind,
            String vault,
            String what,
            long startedMillis,
            long doneBytes,
            long totalBytes) {}

    private final Clock clock;
    private final AtomicLong lastNumber = new AtomicLong();
    private final Map<Long, Task> running = new ConcurrentSkipListMap<>();

    public Tasks(Clock clock) {
        this.clock = clock;
    }

    /** The work under way, oldest first. */
    public List<Task> running() {
        return List.copyOf(running.values());
    }

    /** Listed until closed. */
    public Running begin(String kind, String vault, String what) {
        long number = lastNumber.incrementAndGet();
        running.put(number, new Task(number, kind, vault, what, clock.millis(), 0, 0));
        return new Running(this, number);
    }

    /** A task that somebody works on. */
    public record Running(Tasks tasks, long number) implements AutoCloseable {
        public void progress(long doneBytes, long totalBytes) {
            tasks.running.computeIfPresent(
                    number,
                    (key, task) ->
                            new Task(
                                    key,
                                    task.kind(),
                                    task.vault(),
                                    task.what(),
                                    task.startedMillis(),
                                    doneBytes,
                                    totalBytes));
        }

        @Override
        public void close() {
            tasks.running.remove(number);
        }
    }
}
