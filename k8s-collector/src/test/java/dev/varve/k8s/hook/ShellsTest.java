package dev.varve.k8s.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.varve.k8s.model.Consistency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts that run in containers, in the shells that are found there. */
@Timeout(60)
class ShellsTest {
    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox"})
    void itHoldsUntilItIsToldToResume(String shell) throws Exception {
        try (LocalCluster cluster = cluster(shell)) {
            HookReport<String> report = run(cluster, Duration.ofSeconds(30), 200);

            assertThat(report.failures()).isEmpty();
            assertThat(report.member("db").consistency()).isEqualTo(Consistency.FROZEN);
            assertThat(cluster.endedWithin(5)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox"})
    void itThawsByItsTimer(String shell) throws Exception {
        try (LocalCluster cluster = cluster(shell)) {
            HookReport<String> report = run(cluster, Duration.ofSeconds(1), 2500);

            assertThat(report.member("db").hold().orElseThrow().reason()).contains("timer");
            assertThat(report.member("db").hold().orElseThrow().frozen())
                    .isLessThan(Duration.ofSeconds(2));
            assertThat(cluster.endedWithin(5)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox"})
    void aHangingCommandIsEndedWithWhatItStarted(String shell) throws Exception {
        Path pid = directory.resolve("pid");
        Hook hangs =
                Runs.exec(
                        "hangs",
                        "sleep 300 & echo $! >" + pid + "; wait",
                        Duration.ofSeconds(1),
                        OnError.CONTINUE);
        try (LocalCluster cluster = cluster(shell)) {
            Runs.on(cluster)
                    .run(
                            Runs.plan(Runs.member("db", List.of(hangs), List.of())),
                            left -> "",
                            Runs.NO_TAIL);

            assertThat(cluster.endedWithin(5)).isTrue();
            long child = Long.parseLong(Files.readString(pid).strip());
            await().until(() -> !runs(child));
        }
    }

    /** A process that ended and that nobody has asked about yet does not run. */
    private static boolean runs(long pid) throws IOException {
        Path stat = Path.of("/proc", "" + pid, "stat");
        return Files.exists(stat) && !Files.readString(stat).contains(") Z ");
    }

    private HookReport<String> run(LocalCluster cluster, Duration timer, long cutMillis) {
        Hold hold = Runs.hold(timer, directory.resolve("log").toString(), OnError.CONTINUE);
        return Runs.on(cluster)
                .run(
                        Runs.plan(Runs.frozen("db", hold, List.of())),
                        left -> {
                            Thread.sleep(cutMillis);
                            return "";
                        },
                        Runs.NO_TAIL);
    }

    /** A "container" whose sh is this shell. */
    private LocalCluster cluster(String shell) throws IOException {
        Path program = Path.of("/bin", shell);
        assumeTrue(Files.isExecutable(program), shell + " is not installed");
        Path bin = Files.createDirectories(directory.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("sh"), program);
        return new LocalCluster(
                List.of("/usr/bin/env"), Map.of("PATH", bin + ":/usr/bin:/bin:/usr/sbin"));
    }
}
