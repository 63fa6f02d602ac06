package dev.varve.k8s.blueprint;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.varve.k8s.hook.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real MariaDB server on a unix socket in a scratch folder. */
final class MariadbServer implements AutoCloseable {
    private static final String SERVER = "/usr/sbin/mariadbd";
    private static final String CLIENT = "/usr/bin/mariadb";

    private final Scratch scratch;
    private final Path data;
    private final Path socket;
    private final Path home;
    private final Process process;

    private MariadbServer(Scratch scratch, Path data, Path socket, Path home, Process process) {
        this.scratch = scratch;
        this.data = data;
        this.socket = socket;
        this.home = home;
        this.process = process;
    }

    static void assumeInstalled() {
        assumeTrue(
                Files.isExecutable(Path.of(SERVER)) && Files.isExecutable(Path.of(CLIENT)),
                "MariaDB is not installed (Debian packages mariadb-server-core,"
                        + " mariadb-client-core)");
    }

    static MariadbServer fresh(Scratch scratch, String name) throws Exception {
        Path data = scratch.make(name);
        scratch.run(
                Map.of(),
                "mariadb-install-db",
                "--no-defaults",
                "--datadir=" + data,
                "--auth-root-authentication-method=normal",
                "--skip-test-db");
        return start(scratch, data);
    }

    static MariadbServer start(Scratch scratch, Path data) throws Exception {
        Path folder = scratch.make("m" + System.nanoTime() % 1_000_000);
        Path socket = folder.resolve("socket");
        Path log = scratch.folder().resolve(data.getFileName() + ".log");
        Files.writeString(folder.resolve(".my.cnf"), "[client]\nsocket=" + socket + "\n");
        Process process =
                scratch.start(
                        Map.of(),
                        log,
                        List.of(
                                SERVER,
                                "--no-defaults",
                                "--datadir=" + data,
                                "--socket=" + socket,
                                "--pid-file=" + folder.resolve("pid"),
                                "--skip-networking",
                                "--innodb-buffer-pool-size=32M",
                                "--innodb-flush-log-at-trx-commit=2"));
        MariadbServer server = new MariadbServer(scratch, data, socket, folder, process);
        if (Scratch.answers(process, () -> server.sql("SELECT 1"))) {
            return server;
        }
        server.close();
        throw new IOException("the server did not start: " + Files.readString(log));
    }

    Path data() {
        return data;
    }

    /** What its container's environment would hold: its tools find the socket in HOME. */
    Map<String, String> environment() {
        return Map.of("HOME", home.toString());
    }

    String sql(String statement) throws IOException, InterruptedException {
        return scratch.run(
                        Map.of(),
                        CLIENT,
                        "--no-defaults",
                        "--socket=" + socket,
                        "--user=root",
                        "--batch",
                        "--skip-column-names",
                        "-e",
                        statement)
                .strip();
    }

    /** Writes one row into each of two tables in each transaction, as fast as it can. */
    Process load(int writer) throws IOException {
        String loop =
                "i=0; while :; do i=$((i+1)); echo \"START TRANSACTION; INSERT INTO shop.orders"
                        + " (writer, n) VALUES ($0, $i); INSERT INTO shop.bills (writer, n) VALUES"
                        + " ($0, $i); COMMIT;\"; done | "
                        + CLIENT
                        + " --no-defaults --socket="
                        + socket
                        + " --user=root";
        return scratch.start(
                Map.of(),
                scratch.folder().resolve("load.log"),
                List.of("sh", "-c", loop, "" + writer));
    }

    /**
     * Stops the whole process, so that a copy sees its files as of one moment: as a snapshot does.
     */
    void stopped(Runnable during) throws Exception {
        signal("-STOP");
        try {
            awaitStopped();
            during.run();
        } finally {
            signal("-CONT");
        }
    }

    /** Writes that the kernel has taken already come to their end before a thread stands still. */
    private void awaitStopped() {
        Awaitility.await("every thread of the server to stand still")
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    try (Stream<Path> tasks =
                            Files.list(Path.of("/proc/" + process.pid(), "task"))) {
                        return tasks.allMatch(MariadbServer::isStopped);
                    }
                });
    }

    /** proc(5): the state follows the name, which stands in parentheses. */
    private static boolean isStopped(Path task) {
        try {
            String stat = Files.readString(task.resolve("stat"));
            return stat.substring(stat.lastIndexOf(')')).startsWith(") T");
        } catch (IOException e) {
            return true; // it has ended
        }
    }

    private void signal(String name) throws Exception {
        new ProcessBuilder("kill", name, "" + process.pid()).start().waitFor();
    }

    @Override
    public void close() throws IOException {
        Scratch.end(process, "-TERM");
    }
}
