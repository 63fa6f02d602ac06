package dev.varve.k8s.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.varve.k8s.model.Consistency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever dies, the application thaws; and only what was held counts as frozen. */
@Timeout(60)
class HeldSessionTest {
    @TempDir Path directory;
    private LocalCluster cluster;
    private Path log;

    @BeforeEach
    void open() {
        cluster = new LocalCluster();
        log = directory.resolve("log");
    }

    @AfterEach
    void nothingIsLeftRunning() throws Exception {
        boolean ended = cluster.endedWithin(10);
        cluster.close();
        assertThat(ended).as("every command ended").isTrue();
    }

    @Test
    void aCutThatTakesLongerThanTheTimerIsNotFrozen() throws Exception {
        HookReport<String> report = run(Duration.ofSeconds(2), () -> Thread.sleep(4000));

        assertThat(report.cut()).isInstanceOf(CutOutcome.Made.class);
        assertThat(report.member("db").consistency()).isEqualTo(Consistency.CRASH);
        HoldResult hold = report.member("db").hold().orElseThrow();
        assertThat(hold.outcome()).isEqualTo(HoldResult.Outcome.BROKEN);
        assertThat(hold.reason()).contains("timer");
        assertThat(hold.frozen()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(3));
        assertThat(lines()).containsExactly("frozen", "thawed");
    }

    @Test
    void aLostConnectionThawsAtOnceAndTheRunSaysSo() throws Exception {
        HookReport<String> report =
                run(
                        Duration.ofSeconds(50),
                        () -> {
                            cluster.hangUp();
                            await().until(() -> lines().contains("thawed"));
                        });

        assertThat(report.member("db").consistency()).isEqualTo(Consistency.CRASH);
        assertThat(lines()).containsExactly("frozen", "thawed");
    }

    @Test
    void aWrapperThatIsKilledTakesItsClientAlong() throws Exception {
        HookReport<String> report =
                run(
                        Duration.ofSeconds(4),
                        () -> {
                            ProcessHandle wrapper = cluster.last();
                            List<ProcessHandle> inside = wrapper.descendants().toList();
                            wrapper.destroyForcibly();
                            await().atMost(Duration.ofSeconds(20))
                                    .until(() -> inside.stream().noneMatch(ProcessHandle::isAlive));
                        });

        assertThat(report.member("db").consistency()).isEqualTo(Consistency.CRASH);
    }

    @Test
    void aClientThatDiesWhileItHoldsIsNoticed() throws Exception {
        HookReport<String> report =
                run(
                        Duration.ofSeconds(50),
                        () -> cluster.last().descendants().forEach(HeldSessionTest::killClient));

        HoldResult hold = report.member("db").hold().orElseThrow();
        assertThat(hold.outcome()).isEqualTo(HoldResult.Outcome.BROKEN);
        assertThat(report.member("db").consistency()).isEqualTo(Consistency.CRASH);
        assertThat(report.failures()).isNotEmpty();
    }

    private static void killClient(ProcessHandle process) {
        String[] arguments = process.info().arguments().orElse(new String[0]);
        boolean client =
                arguments.length > 0 && arguments[arguments.length - 1].equals("varve-client");
        if (client) {
            process.destroyForcibly();
        }
    }

    @FunctionalInterface
    private interface During {
        void run() throws InterruptedException;
    }

    private HookReport<String> run(Duration timer, During during) {
        return Runs.on(cluster)
                .run(
                        Runs.plan(
                                Runs.frozen(
                                        "db",
                                        Runs.hold(timer, log.toString(), OnError.FAIL),
                                        List.of())),
                        left -> {
                            during.run();
                            return "";
                        },
                        Runs.NO_TAIL);
    }

    private List<String> lines() throws IOException {
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }
}
