package dev.varve.k8s.controller;

import dev.varve.k8s.resource.RunPhase;
import java.io.IOException;
import java.util.function.Consumer;

/** What a run does. Confined to one thread. */
@FunctionalInterface
interface RunTask<R> {
    /**
     * Does it, whole or not at all.
     *
     * @throws IOException as {@link Failure} reads it
     */
    Ending<R> run(R run, Work.Stop stop) throws IOException, InterruptedException;

    /**
     * What came of a run that went to its end.
     *
     * @param details written into its status too
     */
    record Ending<R>(RunPhase phase, String message, Consumer<R> details) {}
}
