package dev.varve.k8s.blueprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.varve.k8s.hook.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real PostgreSQL server on a unix socket in a scratch folder. */
public final class PostgresServer implements AutoCloseable {
    private static final Path BIN = newest();
    private static final String SUMS =
            "SELECT (SELECT sum(abalance) FROM pgbench_accounts),"
                    + " (SELECT sum(bbalance) FROM pgbench_branches),"
                    + " (SELECT sum(tbalance) FROM pgbench_tellers),"
                    + " (SELECT coalesce(sum(delta), 0) FROM pgbench_history)";

    private final Scratch scratch;
    private final Path data;
    private final Path socket;
    private final Path log;
    private final Process process;

    private PostgresServer(Scratch scratch, Path data, Path socket, Path log, Process process) {
        this.scratch = scratch;
        this.data = data;
        this.socket = socket;
        this.log = log;
        this.process = process;
    }

    /** Debian keeps each major version apart; the newest that is there. */
    private static Path newest() {
        for (int version = 30; version > 15; version--) {
            Path bin = Path.of("/usr/lib/postgresql", "" + version, "bin");
            if (Files.isExecutable(bin.resolve("pgbench"))) {
                return bin;
            }
        }
        return Path.of("/usr/lib/postgresql/15/bin");
    }

    public static void assumeInstalled() {
        assumeTrue(
                Files.isExecutable(BIN.resolve("postgres"))
                        && Files.isExecutable(BIN.resolve("pgbench")),
                "PostgreSQL 15 is not installed (Debian package postgresql-15)");
    }

    /** A new database cluster, with page checksums. */
    public static PostgresServer fresh(Scratch scratch, String name) throws Exception {
        Path data = scratch.folder().resolve(name);
        scratch.run(
                Map.of(),
                BIN.resolve("initdb").toString(),
                "-D",
                data.toString(),
                "-U",
                "postgres",
                "--auth=trust",
                "--data-checksums",
                "--no-sync",
                "-E",
                "UTF8",
                "--locale=C");
        return start(scratch, data);
    }

    /** Starts on a data directory; an exception with the server's log when it does not come up. */
    public static PostgresServer start(Scratch scratch, Path data) throws Exception {
        Path socket = scratch.make("s" + System.nanoTime() % 1_000_000);
        Path log = scratch.folder().resolve(data.getFileName() + ".log");
        Process process =
                scratch.start(
                        Map.of(),
                        log,
                        List.of(
                                BIN.resolve("postgres").toString(),
                                "-D",
                                data.toString(),
                                "-k",
                                socket.toString(),
                                "-c",
                                "listen_addresses=",
                                "-c",
                                "fsync=off",
                                "-c",
                                "max_wal_size=64MB",
                                "-c",
                                "shared_buffers=32MB"));
        PostgresServer server = new PostgresServer(scratch, data, socket, log, process);
        if (Scratch.answers(process, () -> server.sql("SELECT 1"))) {
            return server;
        }
        server.close();
        throw new IOException("the server did not start: " + Files.readString(log));
    }

    public Path data() {
        return data;
    }

    public String log() throws IOException {
        return Files.readString(log);
    }

    public long pid() {
        return process.pid();
    }

    /** What its container's environment would hold. */
    public Map<String, String> environment() {
        return Map.of("PGHOST", socket.toString(), "POSTGRES_USER", "postgres", "PATH", path());
    }

    private static String path() {
        return BIN + ":/usr/sbin:/usr/bin:/sbin:/bin";
    }

    public String sql(String statement) throws IOException, InterruptedException {
        return scratch.run(
                        environment(),
                        BIN.resolve("psql").toString(),
                        "-XqAt",
                        "-v",
                        "ON_ERROR_STOP=1",
                        "-U",
                        "postgres",
                        "-d",
                        "postgres",
                        "-c",
                        statement)
                .strip();
    }

    /** Fills the tables of pgbench. */
    public void fill(int scale) throws Exception {
        scratch.run(
                environment(),
                BIN.resolve("pgbench").toString(),
                "-i",
                "-q",
                "-s",
                "" + scale,
                "-U",
                "postgres",
                "postgres");
    }

    /** Feeds it a dump; complaints of what is there already do no harm. */
    public void load(Path dump) throws IOException, InterruptedException {
        String _ =
                scratch.run(
                        environment(),
                        BIN.resolve("psql").toString(),
                        "-Xq",
                        "-U",
                        "postgres",
                        "-d",
                        "postgres",
                        "-f",
                        dump.toString());
    }

    /** Keeps four clients of pgbench writing. */
    public Process load(int seconds) throws IOException {
        return scratch.start(
                environment(),
                scratch.folder().resolve("pgbench.log"),
                List.of(
                        BIN.resolve("pgbench").toString(),
                        "-n",
                        "-c",
                        "4",
                        "-T",
                        "" + seconds,
                        "-U",
                        "postgres",
                        "postgres"));
    }

    @Override
    public void close() throws IOException {
        Scratch.end(process, "-INT");
    }

    /** All its processes stand still, so that a copy sees its files as of one moment. */
    public Path snapshot(String name) throws IOException, InterruptedException {
        signal("-STOP");
        try {
            return scratch.copy(data, name);
        } finally {
            signal("-CONT");
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", name, "" + pid()));
        process.descendants().forEach(each -> command.add("" + each.pid()));
        new ProcessBuilder(command).start().waitFor();
    }

    /**
     * Each transaction of pgbench adds the same number in four tables; and every index fits its
     * table, for which extension amcheck must be there.
     */
    public void assertSound() throws IOException, InterruptedException {
        List<String> sums = List.of(sql(SUMS).split("\\|"));
        assertThat(sums).hasSize(4);
        assertThat(sums).allMatch(sums.getFirst()::equals);
        assertThat(Integer.parseInt(sql("SELECT count(*) FROM pgbench_history"))).isPositive();
        sql(
                "SELECT bt_index_check(c.oid, true) FROM pg_index i JOIN pg_class c ON c.oid ="
                        + " i.indexrelid JOIN pg_am a ON a.oid = c.relam WHERE a.amname = 'btree'");
    }

    /** Ends it, and checks every page's checksum. */
    public void assertPagesSound() throws IOException, InterruptedException {
        close();
        assertThat(
                        scratch.run(
                                Map.of(),
                                BIN.resolve("pg_checksums").toString(),
                                "--check",
                                "-D",
                                data.toString()))
                .contains("Bad checksums:  0");
    }
}
