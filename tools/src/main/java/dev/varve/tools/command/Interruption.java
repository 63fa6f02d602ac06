package dev.varve.tools.command;

import dev.varve.ingest.push.Cancellation;
import dev.varve.protocol.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Ctrl-C while a run lasts: the run is asked to stop, has some time to do so tidily, says how to go
 * on, and the process ends with the code for "cancelled". One ending for a process, whatever the
 * number of commands that it runs.
 */
public final class Interruption {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private enum Ending {
        NONE,
        ORDERLY,
        INTERRUPTED
    }

    private static final AtomicReference<Ending> ENDING = new AtomicReference<>(Ending.NONE);
    private static final ThreadLocal<List<Thread>> HOOKS = ThreadLocal.withInitial(ArrayList::new);

    private Interruption() {}

    /** What Ctrl-C and SIGTERM cancel from now on, until this thread is {@link #done}. */
    static Cancellation cancellation() {
        Cancellation cancellation = new Cancellation();
        Thread running = Thread.currentThread();
        Thread hook = new Thread(() -> stop(cancellation, running), "varve-interruption");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            HOOKS.get().add(hook);
        } catch (IllegalStateException e) {
            cancellation.cancel(); // the process is ending already
        }
        return cancellation;
    }

    /** The command of this thread has come to its end: nothing of it is left to cancel. */
    static void done() {
        try {
            HOOKS.get().forEach(Runtime.getRuntime()::removeShutdownHook);
        } catch (IllegalStateException e) {
            return; // the process is ending, and waits for this thread
        }
        HOOKS.remove();
    }

    /** Ends the process, unless it is being ended: then the caller has only to return. */
    public static void exit(int exitCode) {
        if (ENDING.compareAndSet(Ending.NONE, Ending.ORDERLY)) {
            System.exit(exitCode);
        }
    }

    private static void stop(Cancellation cancellation, Thread running) {
        if (ENDING.compareAndSet(Ending.NONE, Ending.INTERRUPTED)) {
            await(cancellation, running);
        }
    }

    private static void await(Cancellation cancellation, Thread running) {
        cancellation.cancel();
        try {
            running.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(ErrorCode.CANCELLED.exitCode());
    }
}
