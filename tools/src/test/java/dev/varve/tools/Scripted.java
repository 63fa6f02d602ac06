package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.tools.command.CommandTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Runs commands as a script would: by their words, outputs and exit codes. Daemons are processes of
 * the launcher; so are commands, unless they run {@link #inProcess}.
 */
final class Scripted implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;

    private final Path work;
    private final long patienceSeconds;
    private final boolean inProcess;
    private final List<Process> running = new ArrayList<>();

    Scripted(Path work) {
        this(work, PATIENCE_SECONDS);
    }

    /** With commands that may take so long. */
    Scripted(Path work, long patienceSeconds) {
        this(work, patienceSeconds, false);
    }

    private Scripted(Path work, long patienceSeconds, boolean inProcess) {
        this.work = work;
        this.patienceSeconds = patienceSeconds;
        this.inProcess = inProcess;
    }

    /**
     * With commands that run in this process: the same parser, output and exit codes, without the
     * launcher and the start of a JVM, which cost more than most commands. Their journals are where
     * the build says, for all tests: XDG_STATE_HOME.
     */
    static Scripted inProcess(Path work) {
        return new Scripted(work, PATIENCE_SECONDS, true);
    }

    /** What a command came to. */
    record Outcome(int exitCode, String out, String err) {
        JsonNode lastLine() throws IOException {
            return new ObjectMapper().readTree(out.lines().toList().getLast());
        }
    }

    static Path launcher() {
        String root = Objects.requireNonNull(System.getProperty("varve.root"), "varve.root");
        return Path.of(root, "tools", "bin", "varve");
    }

    Outcome run(String... arguments) throws IOException, InterruptedException {
        return inProcess ? runHere(arguments) : launch(arguments);
    }

    private static Outcome runHere(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                CommandTree.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(arguments);
        return new Outcome(exitCode, out.toString(), err.toString());
    }

    private Outcome launch(String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile(work, "out", "");
        Path err = Files.createTempFile(work, "err", "");
        Process process = start(out, err, arguments);
        assertThat(process.waitFor(patienceSeconds, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Runs a command that must end well, and gives the last line of its JSON. */
    JsonNode json(String... arguments) throws IOException, InterruptedException {
        Outcome outcome = run(arguments);
        assertThat(outcome.exitCode())
                .as(() -> String.join(" ", arguments) + "\n" + outcome.out() + outcome.err())
                .isZero();
        return outcome.lastLine();
    }

    /** Starts a daemon and waits for its line "ready". */
    Process serve(Path data, int port, int adminPort) throws IOException {
        return serveBy(List.of(), data, port, adminPort);
    }

    /** The same, started by a command that takes the launcher's as its arguments. */
    Process serveBy(List<String> starter, Path data, int port, int adminPort) throws IOException {
        return readyBy(
                starter,
                "serve",
                "--data",
                data.toString(),
                "--listen",
                "127.0.0.1:" + port,
                "--admin",
                "127.0.0.1:" + adminPort);
    }

    /** Starts a command that goes on, and waits for its line "ready". */
    Process ready(String... arguments) throws IOException {
        return readyBy(List.of(), arguments);
    }

    private Process readyBy(List<String> starter, String... arguments) throws IOException {
        Path out = Files.createTempFile(work, arguments[0], ".out");
        Path err = Files.createTempFile(work, arguments[0], ".err");
        Process process = startBy(starter, out, err, arguments);
        Awaitility.await()
                .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .failFast(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError(arguments[0] + " ended: " + Files.readString(err));
                    }
                })
                .until(() -> Files.readString(out).startsWith("ready"));
        return process;
    }

    /** Makes vault "v" if need be, and lets a client in by a new profile. */
    void enroll(String name, String data, int port, String profile)
            throws IOException, InterruptedException {
        run("vault", "create", "v", "--data", data);
        json(
                "client",
                "enroll",
                name,
                "--data",
                data,
                "--vault",
                "v",
                "--to",
                "127.0.0.1:" + port,
                "--out",
                profile,
                "--json");
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** SIGTERM, and the exit code. */
    int terminate(Process process) throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(patienceSeconds, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private Process start(Path out, Path err, String... arguments) throws IOException {
        return startBy(List.of(), out, err, arguments);
    }

    private Process startBy(List<String> starter, Path out, Path err, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(starter);
        command.add(launcher().toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("XDG_STATE_HOME", work.resolve("state").toString());
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        Process process = builder.start();
        running.add(process);
        return process;
    }

    /** Ends all of them, and comes back when none holds a file or port any more. */
    @Override
    public void close() {
        List<ProcessHandle> ending = new ArrayList<>();
        for (Process process : running) {
            // What starts a daemon may wait for it, and would leave it behind.
            process.descendants().forEach(ending::add);
            ending.add(process.toHandle());
        }
        ending.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle each : ending) {
            ProcessHandle _ = each.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        }
    }
}
