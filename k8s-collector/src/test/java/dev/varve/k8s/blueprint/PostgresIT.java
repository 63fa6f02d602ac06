package dev.varve.k8s.blueprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.varve.k8s.hook.CommandStream;
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
import dev.varve.k8s.hook.TailFile;
import dev.varve.k8s.model.Consistency;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** PostgreSQL's blueprint on a real server that is written to all the time. */
@Timeout(300)
class PostgresIT {
    private Scratch scratch;
    private PostgresServer server;
    private LocalCluster cluster;

    @BeforeAll
    static void assumeInstalled() {
        PostgresServer.assumeInstalled();
    }

    @BeforeEach
    void start() throws Exception {
        scratch = new Scratch();
        server = PostgresServer.fresh(scratch, "data");
        server.fill(5);
        server.sql("CREATE EXTENSION amcheck");
        cluster = new LocalCluster(Scratch.prefix(), server.environment());
    }

    @AfterEach
    void stop() throws Exception {
        boolean ended = cluster.endedWithin(15);
        cluster.close();
        server.close();
        scratch.close();
        assertThat(ended).as("every command ended").isTrue();
    }

    @Test
    void aCopyReadBitByBitUnderLoadIsRestoredWhole() throws Exception {
        Map<TailFile, byte[]> tail = new LinkedHashMap<>();

        HookReport<Path> report =
                underLoad(() -> freeze(tail, left -> scratch.copy(server.data(), "copy")));

        MemberReport member = report.members().getFirst();
        assertThat(report.failures()).isEmpty();
        assertThat(member.consistency()).isEqualTo(Consistency.FROZEN);
        assertThat(member.root()).isEqualTo(server.data().toString());
        assertThat(member.files()).extracting(each -> each.path()).containsExactly("backup_label");
        print("PostgreSQL, live copy", report);
        Path copy = restored(report, tail);
        try (PostgresServer restored = PostgresServer.start(scratch, copy)) {
            restored.assertSound();
            assertThat(restored.log()).contains("consistent recovery state reached");
            assertThat(check(restored)).contains("postgres: indexes checked");
        }
    }

    @Test
    void aSnapshotIsRestoredWithItsFilesAndTail() throws Exception {
        Map<TailFile, byte[]> tail = new LinkedHashMap<>();

        HookReport<Path> report = underLoad(() -> freeze(tail, left -> server.snapshot("copy")));

        assertThat(report.members().getFirst().consistency()).isEqualTo(Consistency.FROZEN);
        print("PostgreSQL, snapshot", report);
        try (PostgresServer restored = PostgresServer.start(scratch, restored(report, tail))) {
            restored.assertSound();
        }
    }

    @Test
    void backupLabelWithoutTheLogAfterItIsRefusedByTheServer() throws Exception {
        HookReport<Path> report =
                underLoad(() -> freeze(new LinkedHashMap<>(), left -> server.snapshot("copy")));

        Path copy = restored(report, Map.of());

        assertThatThrownBy(() -> PostgresServer.start(scratch, copy))
                .hasMessageContaining("WAL ends before end of online backup");
    }

    @Test
    void aCutThatOutlastsTheTimerHasNoFilesAndASnapshotRecoversWithout() throws Exception {
        Member member = withTimer(Duration.ofSeconds(3));
        Map<TailFile, byte[]> tail = new LinkedHashMap<>();

        HookReport<Path> report =
                underLoad(() ->
                        freeze(
                                member,
                                tail,
                                left -> {
                                    awaitThawed();
                                    return server.snapshot("copy");
                                }));

        MemberReport result = report.members().getFirst();
        assertThat(result.consistency()).isEqualTo(Consistency.CRASH);
        assertThat(result.files()).isEmpty();
        assertThat(tail).isEmpty();
        assertThat(server.sql("SELECT count(*) FROM pg_replication_slots")).isEqualTo("0");
        try (PostgresServer restored = PostgresServer.start(scratch, restored(report, tail))) {
            restored.assertSound();
        }
    }

    @Test
    void aKilledSessionEndsTheBackupAndLeavesNoSlot() throws Exception {
        HookReport<String> report =
                freeze(
                        member().member(OnError.FAIL),
                        new LinkedHashMap<>(),
                        left -> {
                            server.sql(
                                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
                                            + " application_name = 'varve'");
                            return "";
                        });

        assertThat(report.members().getFirst().hold().orElseThrow().outcome())
                .isEqualTo(HoldResult.Outcome.BROKEN);
        assertThat(report.members().getFirst().files()).isEmpty();
        assertThat(server.sql("SELECT count(*) FROM pg_replication_slots")).isEqualTo("0");
    }

    @Test
    void aDumpIsLoadedIntoAnotherServer() throws Exception {
        Mode mode = Blueprints.own().find("postgresql").orElseThrow().mode("dump");
        BlueprintMember member = member(mode);
        DumpScript script = mode.dump().orElseThrow();
        ByteArrayOutputStream dump = new ByteArrayOutputStream();

        underLoad(() -> new DumpRun(cluster, Redaction.PATTERNS).dump(member, script, dump));

        try (PostgresServer other = PostgresServer.fresh(scratch, "other")) {
            LocalCluster elsewhere = new LocalCluster(Scratch.prefix(), other.environment());
            new DumpRun(elsewhere, Redaction.PATTERNS)
                    .load(member, script, new ByteArrayInputStream(dump.toByteArray()));
            other.assertSound();
        }
    }

    private long transactions() throws Exception {
        return Long.parseLong(server.sql("SELECT count(*) FROM pgbench_history"));
    }

    /** The slot that keeps the log lives as long as the session that holds the server. */
    private void awaitThawed() {
        await("the timer's thaw")
                .atMost(Duration.ofSeconds(60))
                .until(() -> server.sql("SELECT count(*) FROM pg_replication_slots").equals("0"));
    }

    private <T> T underLoad(Callable<T> work) throws Exception {
        long before = transactions();
        Process load = server.load(120);
        await("work of the load")
                .atMost(Duration.ofSeconds(60))
                .until(() -> transactions() > before);
        T result = work.call();
        assertThat(load.isAlive()).as("the load went on").isTrue();
        load.destroy();
        load.waitFor();
        return result;
    }

    /** The copy, as the blueprint says to prepare it. */
    private static Path restored(HookReport<Path> report, Map<TailFile, byte[]> tail)
            throws IOException, InterruptedException {
        Path copy = ((CutOutcome.Made<Path>) report.cut()).value();
        DataDirectory directory = new DataDirectory(copy);
        directory.prepare(mode().restore(), report.members().getFirst().files());
        for (Map.Entry<TailFile, byte[]> each : tail.entrySet()) {
            directory.place(each.getKey(), out -> out.write(each.getValue()));
        }
        return copy;
    }

    private String check(PostgresServer restored) throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        new CommandStream(
                        new LocalCluster(Scratch.prefix(), restored.environment()),
                        Redaction.PATTERNS)
                .read(
                        member().container(),
                        member().command(mode().restore().check()),
                        said,
                        Duration.ofMinutes(1));
        return said.toString(StandardCharsets.UTF_8);
    }

    private HookReport<Path> freeze(Map<TailFile, byte[]> tail, Cut<Path> cut) {
        return freeze(member().member(OnError.CONTINUE), tail, cut);
    }

    private <T> HookReport<T> freeze(Member member, Map<TailFile, byte[]> tail, Cut<T> cut) {
        return new HookRun(
                        cluster, HookRun.httpClient(), Redaction.PATTERNS, InstantSource.system())
                .run(
                        new HookPlan("run-1", List.of(member), Duration.ofMinutes(2)),
                        cut,
                        (name, file, content) -> {
                            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                            content.transferTo(bytes);
                            tail.put(file, bytes.toByteArray());
                        });
    }

    private static Member withTimer(Duration timer) {
        Member member = member().member(OnError.CONTINUE);
        Hold hold = member.hold().orElseThrow();
        Hold shorter =
                new Hold(
                        hold.name(),
                        hold.container(),
                        timer,
                        timer,
                        hold.tailLimit(),
                        hold.onError(),
                        hold.client(),
                        hold.freeze(),
                        hold.thaw());
        return new Member(
                member.name(), List.of(), Optional.of(shorter), List.of(), Consistency.FROZEN);
    }

    private static BlueprintMember member() {
        return member(mode());
    }

    private static BlueprintMember member(Mode mode) {
        Blueprint blueprint = Blueprints.own().find("postgresql").orElseThrow();
        return new BlueprintMember(
                new Recognition(blueprint, mode, "db", Map.of(), List.of()),
                "shop",
                "db-0",
                "run-1");
    }

    private static Mode mode() {
        return Blueprints.own().find("postgresql").orElseThrow().mode("held");
    }

    static void print(String what, HookReport<?> report) {
        report.members()
                .forEach(each ->
                        each.hold()
                                .ifPresent(hold ->
                                        System.out.println(
                                                what
                                                        + ": asked to freeze for "
                                                        + hold.freezing().toMillis()
                                                        + " ms, frozen for "
                                                        + hold.frozen().toMillis()
                                                        + " ms, tail of "
                                                        + each.tail().size()
                                                        + " files")));
    }
}
