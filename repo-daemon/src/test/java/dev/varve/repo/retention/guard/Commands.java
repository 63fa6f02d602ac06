package dev.varve.repo.retention.guard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Runs real commands, as an administrator would. */
final class Commands {
    private static final long PATIENCE_SECONDS = 30;

    private Commands() {}

    record Outcome(int exitCode, String said) {}

    static Outcome run(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + " does not end");
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            throw new IOException("interrupted", interrupted);
        }
        return new Outcome(process.exitValue(), said);
    }

    /** Must succeed. */
    static void must(String... command) throws IOException {
        Outcome outcome = run(command);
        if (outcome.exitCode() != 0) {
            throw new IOException(String.join(" ", command) + ": " + outcome.said());
        }
    }
}
