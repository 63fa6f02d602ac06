package dev.varve.repo.schedule;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs when they are due. Has no thread and no time of its own: somebody calls {@link #tick}
 * about each second, and each run gets a thread of the executor. Safe for use by many threads.
 */
public final class Scheduler implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Scheduler.class);
    private static final long STOP_MILLIS = 30_000;
    private static final long INTERRUPTED_MILLIS = 5_000;

    private final SchedulerSettings settings;
    private final List<JobListener> listeners;
    private final Map<String, JobSlot> slots = new LinkedHashMap<>();
    private Instant lastTick;
    private boolean closed;

    /** Reads what is known of the jobs; runs nothing before the first tick. */
    public Scheduler(
            SchedulerSettings settings, List<ScheduledJob> jobs, List<JobListener> listeners) {
        this.settings = settings;
        this.listeners = List.copyOf(listeners);
        this.lastTick = settings.clock().instant();
        JobFolder folder = new JobFolder(settings.folder());
        for (ScheduledJob job : jobs) {
            JobSlot slot = new JobSlot(job, settings.zone(), settings.random(), folder, lastTick);
            if (slots.put(slot.name(), slot) != null) {
                throw new IllegalArgumentException("two jobs are named " + slot.name());
            }
            long succeededMillis = slot.status(lastTick).succeededMillis();
            listeners.forEach(listener -> listener.known(slot.name(), succeededMillis));
        }
    }

    /** Starts what is due, and pauses what its window leaves. */
    public synchronized void tick() {
        if (closed) {
            return;
        }
        Instant now = settings.clock().instant();
        if (now.isBefore(lastTick)) {
            slots.values().forEach(slot -> slot.replan(now));
        }
        lastTick = now;
        slots.values().forEach(slot -> slot.pauseOutsideWindow(now));
        for (JobSlot slot : slots.values()) {
            if (running().size() < settings.atOnce() && slot.shouldRun(now)) {
                settings.executor().execute(slot.begin(now, new Listening(slot)));
            }
        }
    }

    /** All jobs, in the order they were given. */
    public synchronized List<JobStatus> jobs() {
        Instant now = settings.clock().instant();
        return slots.values().stream().map(slot -> slot.status(now)).toList();
    }

    /**
     * One job.
     *
     * @throws ProtocolException USAGE when there is none of this name
     */
    public synchronized JobStatus job(String name) throws ProtocolException {
        return slot(name).status(settings.clock().instant());
    }

    /**
     * Runs it at the next turn, whatever its times and window.
     *
     * @throws ProtocolException USAGE when there is none, SESSION_BUSY when it runs already
     */
    public synchronized JobStatus request(String name) throws ProtocolException {
        JobSlot slot = slot(name);
        if (slot.running() != null) {
            throw new ProtocolException(
                    ErrorCode.SESSION_BUSY,
                    "job " + name + " runs already",
                    "Wait for its end, or cancel it: varve jobs cancel " + name);
        }
        slot.request(settings.clock().instant());
        tick();
        return job(name);
    }

    /**
     * Asks a run to end and not to go on by itself; harmless for a job that does not run.
     *
     * @throws ProtocolException USAGE when there is none of this name
     */
    public synchronized JobStatus cancel(String name) throws ProtocolException {
        slot(name).cancel(settings.clock().instant());
        return job(name);
    }

    /**
     * Starts nothing any more, asks what runs to stop, and waits for it. What was stopped goes on
     * after the next start.
     */
    @Override
    public void close() {
        List<JobRun> last;
        synchronized (this) {
            closed = true;
            last = running();
            last.forEach(run -> run.ask(StopReason.STOPPED));
        }
        try {
            if (!ended(last, STOP_MILLIS)) {
                last.forEach(JobRun::interrupt);
                if (!ended(last, INTERRUPTED_MILLIS)) {
                    LOGGER.atWarn().log("a job did not end in time");
                }
            }
        } catch (InterruptedException interrupted) {
            last.forEach(JobRun::interrupt);
            Thread.currentThread().interrupt();
        }
    }

    private static boolean ended(List<JobRun> runs, long millis) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        boolean all = true;
        for (JobRun run : runs) {
            long left = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
            all &= run.await(Math.max(0, left));
        }
        return all;
    }

    private List<JobRun> running() {
        List<JobRun> running = new ArrayList<>();
        for (JobSlot slot : slots.values()) {
            @Nullable JobRun run = slot.running();
            if (run != null) {
                running.add(run);
            }
        }
        return running;
    }

    private JobSlot slot(String name) throws ProtocolException {
        JobSlot slot = slots.get(name);
        if (slot == null) {
            throw new ProtocolException(
                    ErrorCode.USAGE,
                    "no job \"" + name + "\"",
                    "There are: " + String.join(", ", slots.keySet()));
        }
        return slot;
    }

    /** Takes what a run tells, and passes it on. */
    private final class Listening implements JobRun.Owner {
        private final JobSlot slot;

        Listening(JobSlot slot) {
            this.slot = slot;
            listeners.forEach(listener -> listener.started(slot.name()));
        }

        @Override
        public void progressed(Progress progress) {
            listeners.forEach(listener -> listener.progressed(slot.name(), progress));
        }

        @Override
        public void saved(String token) {
            synchronized (Scheduler.this) {
                slot.saved(token);
            }
        }

        @Override
        public void ended(Outcome outcome, boolean savedToken) {
            // Told under the lock: else they could hear of the next run's start before.
            synchronized (Scheduler.this) {
                Run run = slot.ended(outcome, savedToken, settings.clock().instant());
                listeners.forEach(listener -> listener.ended(slot.name(), run));
                LOGGER.atInfo()
                        .addKeyValue("job", slot.name())
                        .addKeyValue("outcome", outcome.label())
                        .addKeyValue("millis", run.endedMillis() - run.start().startedMillis())
                        .log("job ended");
            }
        }
    }
}
