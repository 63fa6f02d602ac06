package dev.varve.k8s.hook;

import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.PodProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** Streams out of and into commands in containers, within limits. */
public final class CommandStream {
    private final Cluster cluster;
    private final Redaction redaction;

    public CommandStream(Cluster cluster, Redaction redaction) {
        this.cluster = cluster;
        this.redaction = redaction;
    }

    /** Copies what a command writes; returns how much, and only when it ended with code 0. */
    public long read(
            ContainerRef container, List<String> command, OutputStream sink, Duration limit)
            throws IOException, InterruptedException {
        List<String> guarded = Scripts.guarded(command, limit);
        return within(limit, container, guarded, process -> process.output().transferTo(sink));
    }

    /** Feeds a command; comes back only when it ended with code 0. */
    public void write(
            ContainerRef container, List<String> command, InputStream source, Duration limit)
            throws IOException, InterruptedException {
        within(
                limit,
                container,
                command,
                process -> {
                    try (OutputStream input = process.input()) {
                        return source.transferTo(input);
                    }
                });
    }

    @FunctionalInterface
    private interface Copy {
        long copy(PodProcess process) throws IOException;
    }

    private long within(Duration limit, ContainerRef in, List<String> command, Copy copy)
            throws IOException, InterruptedException {
        Limits.checked(limit, "the limit of a stream");
        Spoken spoken = new Spoken();
        return switch (Bounded.call(
                "stream-" + in,
                () -> run(in, command, copy, spoken, Deadline.in(limit)),
                limit,
                Bounded.Interrupts.END_IT)) {
            case Bounded.Ended.Value<Long>(Long bytes) -> bytes;
            case Bounded.Ended.Failed<Long>(Throwable error) ->
                    throw new IOException(
                            redaction.apply(Errors.describe(error))
                                    + ": "
                                    + spoken.output(redaction),
                            error);
            case Bounded.Ended.TimedOut<Long> _ ->
                    throw new IOException("the command did not end within " + limit);
            case Bounded.Ended.Cancelled<Long> _ -> {
                Thread.interrupted();
                throw new InterruptedException("cancelled");
            }
        };
    }

    private long run(
            ContainerRef in, List<String> command, Copy copy, Spoken spoken, Deadline deadline)
            throws IOException, InterruptedException {
        try (PodProcess process = cluster.exec(in.namespace(), in.pod(), in.container(), command)) {
            Thread errors = ExecStep.read(process.errors(), spoken);
            long bytes = copy.copy(process);
            OptionalInt code = process.await(deadline.left());
            errors.join(Limits.GRACE);
            if (code.orElse(-1) != 0) {
                throw new IOException(
                        code.isPresent()
                                ? "the command ended with code " + code.getAsInt()
                                : "the command did not end");
            }
            return bytes;
        }
    }
}
