package dev.varve.k8s.hook;

import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.PodProcess;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** Runs a command in a container. */
record ExecStep(Cluster cluster, HookAction.Exec action, Duration timeout) implements HookStep {
    @Override
    public Done run(Spoken spoken, Deadline deadline) throws IOException, InterruptedException {
        ContainerRef in = action.container();
        try (PodProcess process =
                cluster.exec(in.namespace(), in.pod(), in.container(), command())) {
            Thread output = read(process.output(), spoken);
            Thread errors = read(process.errors(), spoken);
            OptionalInt code = process.await(deadline.left().plus(Limits.GRACE));
            output.join(Limits.GRACE);
            errors.join(Limits.GRACE);
            if (code.isEmpty()) {
                return new Done(false, code, "the command did not end");
            }
            return Done.ofCode(
                    code.getAsInt(), code.getAsInt() == 0, "the command ended with code");
        }
    }

    private List<String> command() {
        return switch (action.guard()) {
            case SHELL -> Scripts.guarded(action.command(), timeout);
            case NONE -> action.command();
        };
    }

    static Thread read(InputStream stream, Spoken spoken) {
        return Thread.ofVirtual()
                .name("hook-output")
                .start(() -> {
                    try {
                        Lines.read(stream, spoken::line);
                    } catch (IOException e) {
                        spoken.line("the output broke off: " + e.getMessage());
                    }
                });
    }
}
