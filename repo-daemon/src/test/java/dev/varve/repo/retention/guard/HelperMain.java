package dev.varve.repo.retention.guard;

import dev.varve.repo.daemon.GuardProcess;
import java.io.IOException;
import java.nio.file.Path;

/** A helper in a process of its own, to be killed. */
final class HelperMain {
    private HelperMain() {}

    public static void main(String[] arguments) throws IOException {
        try (GuardProcess process =
                GuardProcess.open(
                        Path.of(arguments[0]), Path.of(arguments[1]), null, IntentSource.NONE)) {
            System.out.println("ready");
            process.run();
        }
    }
}
