package dev.varve.tools.quickstart;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A push in a process of its own that is killed by SIGKILL in the middle: when the repository has
 * grown by some MiB, and before the push has ended.
 */
final class KilledPush {
    private static final long POLL_MILLIS = 5;
    private static final int SIGKILL_EXIT_CODE = 137;

    private final Path segments;
    private final Path log;

    /**
     * A push to be killed.
     *
     * @param segments the folder whose growth tells that data arrived
     * @param log takes the process's output
     */
    KilledPush(Path segments, Path log) {
        this.segments = segments;
        this.log = log;
    }

    /**
     * Runs {@code varve} with these arguments and kills it.
     *
     * @return by how many bytes the segments had grown
     * @throws ProtocolException when it ended before it could be killed
     */
    long run(long growthBytes, String... arguments) throws IOException, InterruptedException {
        long before = bytes();
        Process process =
                new ProcessBuilder(command(arguments))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            while (bytes() - before < growthBytes) {
                if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw notKilled(process.exitValue());
                }
            }
        } finally {
            process.destroyForcibly(); // SIGKILL
        }
        int exitCode = process.waitFor();
        if (exitCode != SIGKILL_EXIT_CODE) {
            throw notKilled(exitCode);
        }
        return bytes() - before;
    }

    private ProtocolException notKilled(int exitCode) throws IOException {
        return new ProtocolException(
                ErrorCode.INTERNAL,
                "the push that was to be killed had ended with "
                        + exitCode
                        + ": "
                        + Files.readString(log).strip(),
                "run quickstart again, with a larger directory if it is a small one");
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!flag.contains("SharedArchive")) {
                command.add(flag);
            }
        }
        command.add("-cp");
        command.add(System.getProperty("java.class.path").replace(':', File.pathSeparatorChar));
        command.add("dev.varve.tools.Varve");
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    private long bytes() throws IOException {
        try (Stream<Path> all = Files.walk(segments)) {
            return all.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
