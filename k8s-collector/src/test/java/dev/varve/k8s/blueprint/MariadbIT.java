package dev.varve.k8s.blueprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.varve.k8s.hook.Cut;
import dev.varve.k8s.hook.CutOutcome;
import dev.varve.k8s.hook.Hold;
import dev.varve.k8s.hook.HoldResult;
import dev.varve.k8s.hook.HookPlan;
import dev.varve.k8s.hook.HookReport;
import dev.varve.k8s.hook.HookRun;
import dev.varve.k8s.hook.LocalCluster;
import dev.varve.k8s.hook.Member;
import dev.varve.k8s.hook.MemberReport;
import dev.varve.k8s.hook.OnError;
import dev.varve.k8s.hook.Redaction;
import dev.varve.k8s.hook.Scratch;
import dev.varve.k8s.model.Consistency;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** MariaDB's blueprint on a real server that is written to all the time. */
@Timeout(300)
class MariadbIT {
    private Scratch scratch;
    private MariadbServer server;
    private LocalCluster cluster;
    private final List<Process> load = new ArrayList<>();

    @BeforeAll
    static void assumeInstalled() {
        MariadbServer.assumeInstalled();
    }

    @BeforeEach
    void start() throws Exception {
        scratch = new Scratch();
        server = MariadbServer.fresh(scratch, "data");
        server.sql(
                "CREATE DATABASE shop; CREATE TABLE shop.orders (id BIGINT AUTO_INCREMENT PRIMARY"
                        + " KEY, writer INT, n INT, KEY (writer, n)); CREATE TABLE shop.bills LIKE"
                        + " shop.orders");
        cluster = new LocalCluster(Scratch.prefix(), server.environment());
        load.add(server.load(1));
        load.add(server.load(2));
        await().until(() -> rows(server) > 500);
    }

    @AfterEach
    void stop() throws Exception {
        endLoad();
        boolean ended = cluster.endedWithin(15);
        cluster.close();
        server.close();
        scratch.close();
        assertThat(ended).as("every command ended").isTrue();
    }

    @Test
    void aCopyOfOneMomentUnderTheLockHasEveryTransactionWhole() throws Exception {
        AtomicLong frozen = new AtomicLong();
        HookReport<Path> report =
                run(
                        member(),
                        left -> {
                            assertFrozen();
                            frozen.set(rows(server));
                            return snapshot();
                        });

        assertThat(report.failures()).isEmpty();
        assertThat(report.members().getFirst().consistency()).isEqualTo(Consistency.FROZEN);
        assertThat(report.members().getFirst().root()).isEqualTo(server.data().toString());
        assertWritesGoOn(Duration.ofSeconds(5));
        PostgresIT.print("MariaDB", report);
        Path copy = ((CutOutcome.Made<Path>) report.cut()).value();
        new DataDirectory(copy)
                .prepare(mode("held").restore(), report.members().getFirst().files());
        try (MariadbServer restored = MariadbServer.start(scratch, copy)) {
            assertThat(rows(restored)).isEqualTo(frozen.get());
            assertSound(restored);
        }
    }

    @Test
    void aControllerKilledWhileItHoldsLeavesNothingFrozen() throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledController.class.getName(),
                                "mariadb"));
        server.environment().forEach((key, value) -> command.add(key + "=" + value));
        Process controller = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader said = controller.inputReader()) {
            assertThat(said.lines().filter(each -> each.endsWith("frozen")).findFirst())
                    .hasValue("frozen");
            assertFrozen();

            new ProcessBuilder("kill", "-KILL", "" + controller.pid()).start().waitFor();

            assertThat(controller.waitFor()).isEqualTo(137);
            assertWritesGoOn(Duration.ofSeconds(5));
        } finally {
            controller.destroyForcibly();
        }
    }

    @Test
    void aControllerThatSaysNothingMoreIsNotWaitedForLongerThanTheTimer() throws Exception {
        HookReport<String> report =
                run(
                        withTimer(Duration.ofSeconds(4)),
                        left -> {
                            try {
                                assertFrozen();
                                assertWritesGoOn(Duration.ofSeconds(5));
                                return "";
                            } catch (Exception e) {
                                throw new IOException(e);
                            }
                        });

        assertThat(report.cut()).isInstanceOf(CutOutcome.Made.class);
        HoldResult hold = report.members().getFirst().hold().orElseThrow();
        assertThat(hold.reason()).contains("timer");
        assertThat(hold.frozen()).isLessThan(Duration.ofSeconds(6));
        assertThat(report.members().getFirst().consistency()).isEqualTo(Consistency.CRASH);
        PostgresIT.print("MariaDB, thawed by its timer", report);
    }

    @Test
    void aKilledClientThawsAndIsNotTakenForFrozen() throws Exception {
        HookReport<String> report =
                run(
                        member(),
                        left -> {
                            killAll("/usr/bin/mariadb");
                            return "";
                        });

        MemberReport member = report.members().getFirst();
        assertThat(member.consistency()).isEqualTo(Consistency.CRASH);
        assertThat(member.hold().orElseThrow().outcome()).isEqualTo(HoldResult.Outcome.BROKEN);
        assertWritesGoOn(Duration.ofSeconds(5));
    }

    @Test
    void aDumpIsLoadedIntoAnotherServer() throws Exception {
        Blueprint blueprint = Blueprints.own().find("mariadb").orElseThrow();
        BlueprintMember member = blueprintMember(blueprint.mode("dump"));
        DumpScript script = blueprint.mode("dump").dump().orElseThrow();
        ByteArrayOutputStream dump = new ByteArrayOutputStream();

        long bytes = new DumpRun(cluster, Redaction.PATTERNS).dump(member, script, dump);

        assertThat(bytes).isEqualTo(dump.size()).isGreaterThan(10_000);
        try (MariadbServer other = MariadbServer.fresh(scratch, "other")) {
            LocalCluster elsewhere = new LocalCluster(Scratch.prefix(), other.environment());
            new DumpRun(elsewhere, Redaction.PATTERNS)
                    .load(member, script, new ByteArrayInputStream(dump.toByteArray()));
            assertThat(rows(other)).isPositive();
            assertSound(other);
        }
    }

    private Path snapshot() throws IOException {
        Path[] copy = new Path[1];
        try {
            server.stopped(() -> {
                try {
                    copy[0] = scratch.copy(server.data(), "copy");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (Exception e) {
            throw new IOException(e);
        }
        return copy[0];
    }

    private <T> HookReport<T> run(Member member, Cut<T> cut) {
        return new HookRun(
                        cluster, HookRun.httpClient(), Redaction.PATTERNS, InstantSource.system())
                .run(
                        new HookPlan("run-1", List.of(member), Duration.ofMinutes(2)),
                        cut,
                        (name, file, content) -> {});
    }

    private static Member member() {
        return blueprintMember(mode("held")).member(OnError.CONTINUE);
    }

    private static Member withTimer(Duration timer) {
        Member member = member();
        Hold hold = member.hold().orElseThrow();
        return new Member(
                member.name(),
                List.of(),
                Optional.of(
                        new Hold(
                                hold.name(),
                                hold.container(),
                                timer,
                                timer,
                                Duration.ZERO,
                                hold.onError(),
                                hold.client(),
                                hold.freeze(),
                                hold.thaw())),
                List.of(),
                Consistency.FROZEN);
    }

    private static BlueprintMember blueprintMember(Mode mode) {
        Blueprint blueprint = Blueprints.own().find("mariadb").orElseThrow();
        return new BlueprintMember(
                new Recognition(blueprint, mode, "db", Map.of(), List.of()),
                "shop",
                "db-0",
                "run-1");
    }

    private static Mode mode(String name) {
        return Blueprints.own().find("mariadb").orElseThrow().mode(name);
    }

    private void assertFrozen() throws IOException, InterruptedException {
        long before = rows(server);
        await("rows that stay while it is frozen")
                .during(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(10))
                .until(() -> rows(server) == before);
    }

    private void assertWritesGoOn(Duration within) throws Exception {
        long before = rows(server);
        await().atMost(within).until(() -> rows(server) > before);
    }

    private static void assertSound(MariadbServer restored) throws Exception {
        assertThat(
                        restored.sql(
                                "SELECT COUNT(*) FROM shop.orders o LEFT JOIN shop.bills b USING"
                                        + " (writer, n) WHERE b.id IS NULL; SELECT COUNT(*) FROM"
                                        + " shop.bills b LEFT JOIN shop.orders o USING (writer, n)"
                                        + " WHERE o.id IS NULL"))
                .isEqualTo("0\n0");
        assertThat(restored.sql("CHECK TABLE shop.orders, shop.bills EXTENDED"))
                .contains("shop.orders\tcheck\tstatus\tOK", "shop.bills\tcheck\tstatus\tOK");
    }

    private static long rows(MariadbServer server) throws IOException, InterruptedException {
        return Long.parseLong(server.sql("SELECT COUNT(*) FROM shop.orders"));
    }

    private void killAll(String program) {
        ProcessHandle.current()
                .descendants()
                .filter(each -> each.info().command().orElse("").equals(program))
                .filter(each ->
                        String.join(" ", each.info().arguments().orElse(new String[0]))
                                .contains("--skip-reconnect"))
                .forEach(ProcessHandle::destroyForcibly);
    }

    private void endLoad() throws InterruptedException {
        for (Process each : load) {
            each.descendants().forEach(ProcessHandle::destroyForcibly);
            each.destroyForcibly().waitFor();
        }
    }
}
