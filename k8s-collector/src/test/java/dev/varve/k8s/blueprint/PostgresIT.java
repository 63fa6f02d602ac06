package dev.varve.k8s.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.k8s.hook.Consistency;
import dev.varve.k8s.hook.CutOutcome;
import dev.varve.k8s.hook.HookPlan;
import dev.varve.k8s.hook.HookReport;
import dev.varve.k8s.hook.HookRun;
import dev.varve.k8s.hook.LocalCluster;
import dev.varve.k8s.hook.MemberReport;
import dev.varve.k8s.hook.OnError;
import dev.varve.k8s.hook.Redaction;
import dev.varve.k8s.hook.Scratch;
import dev.varve.k8s.hook.TailFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PostgreSQL's blueprint on a real server that is written to all the time. */
class PostgresIT {
    private static final String SUMS =
            "SELECT (SELECT sum(abalance) FROM pgbench_accounts),"
                    + " (SELECT sum(bbalance) FROM pgbench_branches),"
                    + " (SELECT sum(tbalance) FROM pgbench_tellers),"
                    + " (SELECT coalesce(sum(delta), 0) FROM pgbench_history)";

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
        cluster.close();
        server.close();
        scratch.close();
    }

    @Test
    void aCopyReadBitByBitUnderLoadIsRestoredWhole() throws Exception {
        Process load = server.load(120);
        Thread.sleep(2000);
        Map<TailFile, byte[]> tail = new LinkedHashMap<>();

        HookReport<Path> report = freeze(tail);

        assertThat(load.isAlive()).as("the load went on").isTrue();
        load.destroy();
        load.waitFor();
        MemberReport member = report.members().getFirst();
        assertThat(report.failures()).isEmpty();
        assertThat(member.consistency()).isEqualTo(Consistency.FROZEN);
        assertThat(member.root()).isEqualTo(server.data().toString());
        assertThat(member.files()).extracting(each -> each.path()).containsExactly("backup_label");
        print("PostgreSQL", report);
        Path copy = ((CutOutcome.Made<Path>) report.cut()).value();
        DataDirectory directory = new DataDirectory(copy);
        directory.prepare(mode().restore(), member.files());
        for (Map.Entry<TailFile, byte[]> each : tail.entrySet()) {
            directory.place(each.getKey(), new ByteArrayInputStream(each.getValue()));
        }
        try (PostgresServer restored = PostgresServer.start(scratch, copy)) {
            assertSound(restored);
            assertThat(restored.log()).contains("consistent recovery state reached");
        }
    }

    private HookReport<Path> freeze(Map<TailFile, byte[]> tail) {
        HookPlan plan =
                new HookPlan(
                        "run-1", List.of(member().member(OnError.FAIL)), Duration.ofMinutes(2));
        return new HookRun(
                        cluster, HookRun.httpClient(), Redaction.PATTERNS, InstantSource.system())
                .run(
                        plan,
                        left -> scratch.copy(server.data(), "copy"),
                        (name, file, content) -> {
                            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                            content.transferTo(bytes);
                            tail.put(file, bytes.toByteArray());
                        });
    }

    private static BlueprintMember member() {
        Blueprint blueprint = Blueprints.own().find("postgresql").orElseThrow();
        return new BlueprintMember(
                new Recognition(blueprint, mode(), "db", Map.of(), List.of()),
                "shop",
                "db-0",
                "run-1");
    }

    private static Mode mode() {
        return Blueprints.own().find("postgresql").orElseThrow().mode("held");
    }

    /** Each transaction of pgbench adds the same number in four tables. */
    private static void assertSound(PostgresServer restored) throws Exception {
        List<String> sums = List.of(restored.sql(SUMS).split("\\|"));
        assertThat(sums).hasSize(4);
        assertThat(sums).allMatch(sums.getFirst()::equals);
        assertThat(Integer.parseInt(restored.sql("SELECT count(*) FROM pgbench_history")))
                .isPositive();
        restored.sql(
                "SELECT bt_index_check(c.oid, true) FROM pg_index i JOIN pg_class c ON c.oid ="
                        + " i.indexrelid JOIN pg_am a ON a.oid = c.relam WHERE a.amname = 'btree'");
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
