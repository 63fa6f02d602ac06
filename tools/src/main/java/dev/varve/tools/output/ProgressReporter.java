package dev.varve.tools.output;

import dev.varve.ingest.push.Progress;
import java.io.Console;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells how far a run is while it lasts: a bar drawn over and over on a terminal, a line every ten
 * seconds elsewhere, a JSON object every second when JSON was asked for. Has a thread of its own,
 * which {@link #close} ends.
 */
public final class ProgressReporter implements AutoCloseable {
    private static final long BAR_MILLIS = 200;
    private static final long EVENT_MILLIS = 1_000;
    private static final long LINE_MILLIS = 10_000;
    private static final int BAR_WIDTH = 24;

    private final Output output;
    private final String what;
    private final Progress progress;
    private final boolean terminal;
    private final long startNanos = System.nanoTime();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private boolean drawn;

    private ProgressReporter(Output output, String what, Progress progress, boolean terminal) {
        this.output = output;
        this.what = what;
        this.progress = progress;
        this.terminal = terminal;
        thread = Thread.ofPlatform().daemon().name("varve-progress").unstarted(this::run);
    }

    public static ProgressReporter start(Output output, String what, Progress progress) {
        boolean terminal =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        ProgressReporter reporter =
                new ProgressReporter(output, what, progress, terminal && !output.json());
        reporter.thread.start();
        return reporter;
    }

    private void run() {
        long pauseMillis = output.json() ? EVENT_MILLIS : terminal ? BAR_MILLIS : LINE_MILLIS;
        try {
            while (!ended.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                tell();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell() {
        Progress.Snapshot now = progress.snapshot();
        Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
        if (output.json()) {
            output.event(
                    Output.object()
                            .put("progress", what)
                            .put("totalBytes", now.totalBytes())
                            .put("doneBytes", now.doneBytes())
                            .put("readBytes", now.readBytes())
                            .put("sentBytes", now.sentBytes())
                            .put("files", now.files())
                            .put("warnings", now.warnings())
                            .put("seconds", elapsed.toMillis() / 1000.0));
        } else if (terminal) {
            drawn = true;
            output.draw("\r\033[K" + what + " " + bar(now, elapsed));
        } else {
            output.remark(what + " " + bar(now, elapsed));
        }
    }

    static String bar(Progress.Snapshot now, Duration elapsed) {
        StringBuilder text = new StringBuilder();
        double part = now.totalBytes() > 0 ? (double) now.doneBytes() / now.totalBytes() : 0;
        part = Math.min(part, 1);
        if (now.totalBytes() > 0) {
            int full = (int) (part * BAR_WIDTH);
            text.append('[').append("#".repeat(full)).append(".".repeat(BAR_WIDTH - full));
            text.append(String.format(Locale.ROOT, "] %3d%% ", (int) (part * 100)));
        }
        text.append(Sizes.bytes(now.doneBytes()));
        if (now.totalBytes() > 0) {
            text.append(" of ").append(Sizes.bytes(now.totalBytes()));
        }
        double seconds = elapsed.toMillis() / 1000.0;
        if (seconds > 0) {
            text.append(", ").append(Sizes.bytes((long) (now.doneBytes() / seconds))).append("/s");
        }
        if (now.files() > 0) {
            text.append(", ").append(now.files()).append(" files");
        }
        if (part > 0 && part < 1) {
            long left = (long) (seconds * (1 - part) / part);
            text.append(", ").append(Sizes.time(Duration.ofSeconds(left))).append(" left");
        }
        return text.toString();
    }

    /** Ends the thread and wipes the bar. */
    @Override
    public void close() {
        ended.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (drawn) {
            output.draw("\r\033[K");
        }
    }
}
