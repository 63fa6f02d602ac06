package dev.varve.repo.schedule;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run on its thread. Asked and stopped by others. */
final class JobRun implements Runnable, JobContext {
    private static final Logger LOGGER = LoggerFactory.getLogger(JobRun.class);

    private final Job job;
    private final String token;
    private final Owner owner;
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicReference<@Nullable StopReason> stop = new AtomicReference<>();
    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    private volatile Progress progress = Progress.NONE;
    private volatile boolean savedToken;

    JobRun(Job job, String token, Owner owner) {
        this.job = job;
        this.token = token;
        this.owner = owner;
    }

    /** Whom a run tells. */
    interface Owner {
        void progressed(Progress progress);

        void saved(String token);

        void ended(Outcome outcome, boolean savedToken);
    }

    @Override
    public void run() {
        Outcome outcome = new Outcome.Failed("it ended by an error that the log shows");
        thread.set(Thread.currentThread());
        try {
            outcome = outcome();
        } finally {
            thread.set(null);
            try {
                owner.ended(outcome, savedToken);
            } finally {
                over.countDown();
            }
        }
    }

    // The edge of this thread: a bug of one job must not end the others.
    private Outcome outcome() {
        try {
            proceed();
            return new Outcome.Succeeded(job.run(this));
        } catch (ProtocolException known) {
            StopReason asked = stop.get();
            return asked != null && known.code() == ErrorCode.CANCELLED
                    ? new Outcome.Stopped(asked)
                    : failed(known);
        } catch (InterruptedException interrupted) {
            StopReason asked = stop.get();
            return new Outcome.Stopped(asked == null ? StopReason.STOPPED : asked);
        } catch (IOException | RuntimeException failure) {
            return failed(failure);
        }
    }

    private Outcome failed(Exception failure) {
        LOGGER.atError().addKeyValue("job", job.name()).setCause(failure).log("job failed");
        String message = failure.getMessage();
        return new Outcome.Failed(
                JobResult.cut(message == null ? failure.getClass().getSimpleName() : message));
    }

    /** The first reason stands. */
    void ask(StopReason reason) {
        stop.compareAndSet(null, reason);
    }

    Optional<StopReason> asked() {
        return Optional.ofNullable(stop.get());
    }

    Progress lastProgress() {
        return progress;
    }

    /** False: still at work after this time. */
    boolean await(long millis) throws InterruptedException {
        return over.await(millis, TimeUnit.MILLISECONDS);
    }

    /** For a run that does not listen. */
    void interrupt() {
        Thread at = thread.get();
        if (at != null) {
            at.interrupt();
        }
    }

    @Override
    public void progress(long done, long total, String unit) {
        progress = new Progress(done, total, unit);
        owner.progressed(progress);
    }

    @Override
    public boolean stopAsked() {
        return stop.get() != null;
    }

    @Override
    public byte[] resumeToken() {
        return Base64.getDecoder().decode(token);
    }

    @Override
    public void saveToken(byte[] newToken) {
        if (newToken.length > MOST_TOKEN_BYTES) {
            throw new IllegalArgumentException("a token of " + newToken.length + " bytes");
        }
        owner.saved(Base64.getEncoder().encodeToString(newToken));
        savedToken = true;
    }
}
