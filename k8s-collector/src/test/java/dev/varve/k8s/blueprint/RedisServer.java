package dev.varve.k8s.blueprint;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.varve.k8s.hook.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real Redis server on a unix socket in a scratch folder, with a password. */
final class RedisServer implements AutoCloseable {
    static final String PASSWORD = "a-password-of-redis";
    private static final String SERVER = "/usr/bin/redis-server";

    private final Scratch scratch;
    private final Path data;
    private final Path socket;
    private final Process process;

    private RedisServer(Scratch scratch, Path data, Path socket, Process process) {
        this.scratch = scratch;
        this.data = data;
        this.socket = socket;
        this.process = process;
    }

    static void assumeInstalled() {
        assumeTrue(
                Files.isExecutable(Path.of(SERVER)),
                "Redis is not installed (Debian package redis-server)");
    }

    static RedisServer start(Scratch scratch, Path data) throws Exception {
        Path folder = scratch.make("r" + System.nanoTime() % 1_000_000);
        Path socket = folder.resolve("socket");
        Path log = scratch.folder().resolve(data.getFileName() + ".log");
        Process process =
                scratch.start(
                        Map.of(),
                        log,
                        List.of(
                                SERVER,
                                "--port",
                                "0",
                                "--unixsocket",
                                socket.toString(),
                                "--dir",
                                data.toString(),
                                "--requirepass",
                                PASSWORD,
                                "--save",
                                ""));
        RedisServer server = new RedisServer(scratch, data, socket, process);
        for (int i = 0; i < 300 && process.isAlive(); i++) {
            try {
                if (server.ask("PING").equals("PONG")) {
                    return server;
                }
            } catch (IOException e) {
                // Not up yet.
            }
            Thread.sleep(100);
        }
        server.close();
        throw new IOException("the server did not start: " + Files.readString(log));
    }

    Path data() {
        return data;
    }

    Path socket() {
        return socket;
    }

    String ask(String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 3];
        command[0] = "redis-cli";
        command[1] = "-s";
        command[2] = socket.toString();
        System.arraycopy(words, 0, command, 3, words.length);
        return scratch.run(Map.of("REDISCLI_AUTH", PASSWORD), command).strip();
    }

    /** Counts up two counters in one transaction, as fast as it can. */
    Process load() throws IOException {
        return scratch.start(
                Map.of("REDISCLI_AUTH", PASSWORD),
                scratch.folder().resolve("load.log"),
                List.of(
                        "sh",
                        "-c",
                        "while :; do printf 'MULTI\\nINCR a\\nINCR b\\nEXEC\\n'; done | redis-cli -s "
                                + socket
                                + " >/dev/null"));
    }

    @Override
    public void close() throws IOException {
        Scratch.end(process, "-KILL");
    }
}
