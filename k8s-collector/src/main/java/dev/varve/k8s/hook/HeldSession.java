package dev.varve.k8s.hook;

import dev.varve.k8s.cluster.PodProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/**
 * A freeze that lives inside a session in the container, with a dead man's timer there: when nobody
 * says {@code resume}, because this process was killed or the connection lost, it thaws by itself.
 * Confined to the thread of its run; what the session says is read by threads of its own.
 */
public final class HeldSession implements AutoCloseable {
    private final PodProcess process;
    private final Hold hold;
    private final Redaction redaction;
    private final InstantSource clock;
    private final Instant started;
    private final long startedNanos = System.nanoTime();
    private final SessionState state = new SessionState();
    private boolean resumed;

    /** Takes over a process that {@link #command} started. */
    HeldSession(PodProcess process, Hold hold, Redaction redaction, InstantSource clock) {
        this.process = process;
        this.hold = hold;
        this.redaction = redaction;
        this.clock = clock;
        this.started = clock.instant();
        read(process.output(), state::line, state::closed);
        read(process.errors(), state.spoken()::line, () -> {});
    }

    /** What to run in the container. */
    public static List<String> command(Hold hold) {
        return Scripts.hold(hold);
    }

    /** Waits until the application is frozen; false when it did not come to that in time. */
    boolean awaitFrozen() throws InterruptedException {
        return state.awaitFrozen(Deadline.in(hold.freezeLimit()));
    }

    /** How long the freeze is sure to last yet. */
    Duration left() {
        Duration left = hold.timer().minusNanos(System.nanoTime() - startedNanos);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Has it thawed, without waiting for that. */
    void resume() {
        resumed = true;
        say("resume");
    }

    /** Waits until it is thawed, and says whether it was frozen until {@link #resume}. */
    HoldResult awaitThawed() throws InterruptedException {
        boolean thawed = resumed && state.awaitThawed(Deadline.in(hold.freezeLimit()));
        long nowNanos = System.nanoTime();
        long frozenNanos = state.frozenNanos(nowNanos);
        String reason = problem(thawed);
        return new HoldResult(
                hold.name(),
                started,
                clock.instant(),
                reason.isEmpty()
                        ? HoldResult.Outcome.HELD
                        : state.isFrozen()
                                ? HoldResult.Outcome.BROKEN
                                : HoldResult.Outcome.NOT_FROZEN,
                Duration.ofNanos(frozenNanos - startedNanos),
                Duration.ofNanos(state.thawedNanos(nowNanos) - frozenNanos),
                reason,
                state.spoken().output(redaction),
                state.spoken().files());
    }

    /** The application's data directory, as its container sees it; empty when it did not say. */
    String root() {
        return state.root();
    }

    /** Logs that must be read before {@link #close}. */
    List<TailFile> tail() {
        return state.tail();
    }

    /** Ends the session; what it kept for the tail goes. Waits a little for the client's end. */
    @Override
    public void close() {
        if (!resumed) {
            resume();
        }
        say("end");
        try {
            state.awaitClosed(Deadline.in(Limits.GRACE));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.close();
    }

    private String problem(boolean thawed) {
        if (!state.refusal().isEmpty()) {
            return redaction.apply(state.refusal());
        }
        if (!state.isFrozen()) {
            return state.isClosed()
                    ? "its client ended, or its connection was lost, before it was frozen"
                    : "it was not frozen within " + hold.freezeLimit();
        }
        String waking = state.waking();
        if (waking.equals("timer")) {
            return "its timer of " + hold.timer() + " thawed it before the cut was done";
        }
        if (waking.equals("eof")) {
            return "the session or its connection ended before the cut was done";
        }
        if (!thawed) {
            return "it did not say within " + hold.freezeLimit() + " that it had been held";
        }
        return state.spoken().problem();
    }

    /** Writing may block on a dead connection, so nobody waits for it. */
    private void say(String word) {
        Thread.ofVirtual()
                .name("hold-" + hold.name() + "-" + word)
                .start(() -> {
                    try {
                        byte[] line = (word + "\n").getBytes(StandardCharsets.US_ASCII);
                        process.input().write(line);
                        process.input().flush();
                    } catch (IOException e) {
                        state.spoken().line("cannot say " + word + ": " + e.getMessage());
                    }
                });
    }

    private void read(InputStream stream, Consumer<String> sink, Runnable atEnd) {
        Thread.ofVirtual()
                .name("hold-" + hold.name())
                .start(() -> {
                    try {
                        Lines.read(stream, sink);
                    } catch (IOException e) {
                        state.spoken().line("the session broke: " + e.getMessage());
                    } finally {
                        atEnd.run();
                    }
                });
    }
}
