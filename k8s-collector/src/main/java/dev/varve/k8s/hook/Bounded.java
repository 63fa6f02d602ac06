package dev.varve.k8s.hook;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a task on a thread of its own for a limited time. A task that does not heed its interrupt is
 * left behind after {@link Limits#GRACE}: the caller goes on in any case.
 */
final class Bounded {
    /** Whether the caller's interrupt ends the task. */
    enum Interrupts {
        END_IT,
        /** It is kept for later: what thaws an application must run to its end. */
        KEEP
    }

    sealed interface Ended<T> {
        record Value<T>(T value) implements Ended<T> {}

        record Failed<T>(Throwable error) implements Ended<T> {}

        record TimedOut<T>() implements Ended<T> {}

        /** The calling thread was interrupted, and still is. */
        record Cancelled<T>() implements Ended<T> {}
    }

    private Bounded() {}

    static <T> Ended<T> call(String name, Callable<T> task, Duration limit, Interrupts interrupts) {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = Thread.ofVirtual().name(name).start(future);
        Deadline deadline = Deadline.in(limit);
        boolean interrupted = interrupts == Interrupts.KEEP && Thread.interrupted();
        try {
            while (true) {
                try {
                    return await(future, thread, deadline);
                } catch (InterruptedException e) {
                    interrupted = true;
                    if (interrupts == Interrupts.END_IT) {
                        stop(future, thread);
                        return new Ended.Cancelled<>();
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static <T> Ended<T> await(FutureTask<T> future, Thread thread, Deadline deadline)
            throws InterruptedException {
        try {
            return new Ended.Value<>(future.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return new Ended.Failed<>(cause == null ? e : cause);
        } catch (TimeoutException e) {
            stop(future, thread);
            return new Ended.TimedOut<>();
        }
    }

    private static void stop(FutureTask<?> future, Thread thread) {
        future.cancel(true);
        Deadline grace = Deadline.in(Limits.GRACE);
        boolean interrupted = false;
        while (thread.isAlive() && !grace.passed()) {
            try {
                thread.join(grace.left());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
