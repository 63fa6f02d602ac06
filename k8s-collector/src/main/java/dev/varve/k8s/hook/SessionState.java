package dev.varve.k8s.hook;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What a held session said of itself so far. The reader's thread writes, the run's thread waits.
 *
 * <pre>
 * opened ──► frozen ──► waking (resume | eof | timer) ──► thawed ──► ended
 *    └──────────┴── closed: the connection, or the client, ended ────┘
 * </pre>
 */
final class SessionState {
    private final Spoken spoken = new Spoken();
    private final List<TailFile> tail = new ArrayList<>();
    private long frozenNanos;
    private long thawedNanos;
    private boolean frozen;
    private boolean thawed;
    private boolean closed;
    private String waking = "";
    private String refusal = "";
    private String root = "";

    /** Takes a line of the session's output. */
    synchronized void line(String line) {
        String[] words = line.strip().split(" ", 3);
        switch (words[0]) {
            case "varve:frozen" -> {
                frozen = true;
                frozenNanos = System.nanoTime();
            }
            case "varve:thawed" -> {
                thawed = true;
                thawedNanos = System.nanoTime();
            }
            case "varve:waking" -> waking = words.length > 1 ? words[1] : "";
            case "varve:refused" -> refusal = line.substring(words[0].length()).strip();
            case "varve:root" -> root = line.substring(words[0].length()).strip();
            case "varve:tail" -> tail(words);
            case "varve:ended" -> {
                closed = true;
                spoken.line("the client ended with code " + (words.length > 1 ? words[1] : "?"));
            }
            default -> spoken.line(line);
        }
        notifyAll();
    }

    synchronized void closed() {
        closed = true;
        notifyAll();
    }

    /** Waits until it is frozen, or cannot be any more. */
    synchronized boolean awaitFrozen(Deadline deadline) throws InterruptedException {
        await(deadline, () -> frozen || closed || !refusal.isEmpty());
        return frozen && !closed;
    }

    /** Waits until it is thawed, or the client has gone. */
    synchronized boolean awaitThawed(Deadline deadline) throws InterruptedException {
        await(deadline, () -> thawed || closed);
        return thawed;
    }

    synchronized boolean awaitClosed(Deadline deadline) throws InterruptedException {
        await(deadline, () -> closed);
        return closed;
    }

    private synchronized void await(Deadline deadline, BooleanSupplier reached)
            throws InterruptedException {
        while (!reached.getAsBoolean() && !deadline.passed()) {
            wait(Math.max(1, deadline.left().toMillis()));
        }
    }

    private void tail(String[] words) {
        try {
            tail.add(new TailFile(words[2], Long.parseLong(words[1])));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            refusal = "a line about a log that cannot be read: " + String.join(" ", words);
        }
    }

    Spoken spoken() {
        return spoken;
    }

    synchronized boolean isFrozen() {
        return frozen;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** The wrapper's own word for what ended its wait: empty before. */
    synchronized String waking() {
        return waking;
    }

    synchronized String refusal() {
        return refusal;
    }

    synchronized String root() {
        return root;
    }

    synchronized List<TailFile> tail() {
        return List.copyOf(tail);
    }

    /** When it said it was frozen; the other moment when it never did. */
    synchronized long frozenNanos(long otherwise) {
        return frozen ? frozenNanos : otherwise;
    }

    synchronized long thawedNanos(long otherwise) {
        return thawed ? thawedNanos : otherwise;
    }
}
