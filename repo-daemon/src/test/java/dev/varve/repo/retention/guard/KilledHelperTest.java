package dev.varve.repo.retention.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.protocol.message.LockMode;
import dev.varve.repo.config.DaemonConfiguration;
import dev.varve.repo.config.GuardConfiguration;
import dev.varve.repo.config.ListenAddress;
import dev.varve.repo.daemon.Daemon;
import dev.varve.repo.io.FileStorageDirectory;
import dev.varve.repo.retention.label.Labels;
import dev.varve.repo.vault.DataDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole: a daemon, and a helper in a process of its own. */
class KilledHelperTest {
    @RegisterExtension static final LoopFileSystem EXT4 = new LoopFileSystem();

    private final Path data;
    private final Path socket;
    private final Process helper;

    KilledHelperTest(@TempDir Path temporary) throws IOException {
        data = EXT4.fresh().resolve("data");
        socket = data.resolveSibling("guard.sock");
        DataDirectory directory = DataDirectory.openOrInitialise(data);
        // A library that is loaded from there keeps its file system for as long as this process.
        Files.delete(directory.temporary());
        Files.createSymbolicLink(directory.temporary(), temporary);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--"))
                .forEach(command::add);
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        HelperMain.class.getName(),
                        data.toString(),
                        socket.toString()));
        helper = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader said = helper.inputReader();
        String line = said.readLine();
        while (line != null && !line.equals("ready")) {
            line = said.readLine();
        }
        assertThat(line).isEqualTo("ready");
    }

    @AfterEach
    void kill() throws InterruptedException {
        helper.destroyForcibly().waitFor();
    }

    @Test
    void afterTheHelperWasKilledFilesStayImmutableAndTheDaemonGoesOnAndSaysSo() throws Exception {
        DaemonConfiguration configuration =
                DaemonConfiguration.DEFAULT
                        .withData(data)
                        .withListen(new ListenAddress("127.0.0.1", 0))
                        .withAdmin(new ListenAddress("127.0.0.1", 0))
                        .withGuard(new GuardConfiguration(socket));
        try (Daemon daemon = Daemon.start(configuration)) {
            SegmentRef segment = new SegmentRef(SegmentFolder.DATA, 0x7f);
            Path file = Files.writeString(data.resolve(segment.path()), "varve segment");
            SocketGuard.ofCommand(new FileStorageDirectory(data), socket, System::nanoTime)
                    .seal(segment, Labels.of(LockMode.LOCK_MODE_COMPLIANCE, Long.MAX_VALUE));
            assertThat(view(daemon)).contains("\"level\":\"FLAGS\"");

            helper.destroyForcibly().waitFor();

            assertThat(view(daemon)).contains("\"level\":\"NONE\"", "does not answer");
            assertThat(Commands.run("rm", "-f", file.toString()).said())
                    .contains("Operation not permitted");
            GuardKit.assertImmutable(file);
        }
    }

    @Test
    void aDaemonStartsAgainOnFoldersThatGiveNothingAwayAndWithoutAHelper() throws Exception {
        DaemonConfiguration configuration =
                DaemonConfiguration.DEFAULT
                        .withData(data)
                        .withListen(new ListenAddress("127.0.0.1", 0))
                        .withAdmin(new ListenAddress("127.0.0.1", 0))
                        .withGuard(new GuardConfiguration(socket));
        try (Daemon daemon = Daemon.start(configuration)) {
            assertThat(view(daemon)).contains("\"level\":\"FLAGS\"");
        }
        GuardKit.assertAppendOnly(data.resolve("segments/meta"));
        helper.destroyForcibly().waitFor();

        try (Daemon daemon = Daemon.start(configuration)) {
            assertThat(view(daemon)).contains("\"level\":\"NONE\"");
        }
    }

    private static String view(Daemon daemon) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://127.0.0.1:"
                                                            + daemon.adminAddress().getPort()
                                                            + "/v1/guard"))
                                    .header(
                                            "Authorization",
                                            "Bearer " + daemon.directory().keys().adminToken())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
