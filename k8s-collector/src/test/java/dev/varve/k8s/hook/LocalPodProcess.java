package dev.varve.k8s.hook;

import dev.varve.k8s.cluster.PodProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A fake: plays the container runtime by running the very same command on this machine. As with a
 * real one, closing it closes the streams and leaves the command to itself. {@link
 * PodProcessContract} keeps it honest.
 */
public final class LocalPodProcess implements PodProcess {
    private final Process process;

    public LocalPodProcess(Process process) {
        this.process = process;
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public OutputStream input() {
        return process.getOutputStream();
    }

    @Override
    public InputStream output() {
        return process.getInputStream();
    }

    @Override
    public InputStream errors() {
        return process.getErrorStream();
    }

    @Override
    public OptionalInt await(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
                ? OptionalInt.of(process.exitValue())
                : OptionalInt.empty();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // The command had closed it before; there is nothing left to lose.
        }
    }
}
