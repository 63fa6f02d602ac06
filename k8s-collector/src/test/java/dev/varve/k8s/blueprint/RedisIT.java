package dev.varve.k8s.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.k8s.hook.CutOutcome;
import dev.varve.k8s.hook.HookPlan;
import dev.varve.k8s.hook.HookReport;
import dev.varve.k8s.hook.HookResult;
import dev.varve.k8s.hook.HookRun;
import dev.varve.k8s.hook.LocalCluster;
import dev.varve.k8s.hook.OnError;
import dev.varve.k8s.hook.Redaction;
import dev.varve.k8s.hook.Scratch;
import dev.varve.k8s.model.Consistency;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Redis' blueprint on a real server that is written to all the time. */
@Timeout(120)
class RedisIT {
    private static final int KEYS = 50_000;

    private Scratch scratch;
    private RedisServer server;

    @BeforeAll
    static void assumeInstalled() {
        RedisServer.assumeInstalled();
    }

    @BeforeEach
    void start() throws Exception {
        scratch = new Scratch();
        server = RedisServer.start(scratch, scratch.make("data"));
        server.ask(
                "EVAL",
                "for i = 1, ARGV[1] do redis.call('SET', 'key:' .. i, 'value ' .. i) end",
                "0",
                "" + KEYS);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        scratch.close();
    }

    @Test
    void everyKeyIsThereAfterwards() throws Exception {
        Process load = server.load();

        HookReport<Path> report = run(RedisServer.PASSWORD);

        load.descendants().forEach(ProcessHandle::destroyForcibly);
        load.destroyForcibly().waitFor();
        assertThat(report.failures()).isEmpty();
        assertThat(report.members().getFirst().consistency()).isEqualTo(Consistency.LOGICAL);
        HookResult save = report.members().getFirst().before().getFirst();
        System.out.println("Redis: " + save.output() + ", in " + took(save).toMillis() + " ms");
        Path copy = ((CutOutcome.Made<Path>) report.cut()).value();
        try (RedisServer restored = RedisServer.start(scratch, copy)) {
            assertThat(
                            restored.ask(
                                    "EVAL",
                                    "local n = 0; for i = 1, ARGV[1] do if redis.call('GET',"
                                            + " 'key:' .. i) == 'value ' .. i then n = n + 1 end end;"
                                            + " return n",
                                    "0",
                                    "" + KEYS))
                    .isEqualTo("" + KEYS);
            assertThat(restored.ask("GET", "a"))
                    .as("counters that change together")
                    .isEqualTo(restored.ask("GET", "b"))
                    .isNotEmpty();
        }
    }

    @Test
    void aSaveRightAfterAnotherIsWaitedForToo() throws Exception {
        server.ask("SAVE");
        server.ask("SET", "late", "one");

        HookReport<Path> report = run(RedisServer.PASSWORD);

        Path copy = ((CutOutcome.Made<Path>) report.cut()).value();
        try (RedisServer restored = RedisServer.start(scratch, copy)) {
            assertThat(restored.ask("GET", "late")).isEqualTo("one");
        }
    }

    @Test
    void aWrongPasswordFailsTheRunAndIsNotShown() throws Exception {
        HookReport<Path> report = run("some-other-word");

        assertThat(report.cut()).isInstanceOf(CutOutcome.NotTried.class);
        HookResult save = report.members().getFirst().before().getFirst();
        assertThat(save.succeeded()).isFalse();
        assertThat(save.toString())
                .contains("Authentication required")
                .doesNotContain("some-other");
    }

    private HookReport<Path> run(String password) throws Exception {
        Blueprint blueprint = Blueprints.own().find("redis").orElseThrow();
        Recognition recognition =
                new Recognition(
                        blueprint,
                        blueprint.mode(""),
                        "cache",
                        Map.of("VARVE_SOCKET", server.socket().toString()),
                        List.of());
        try (LocalCluster cluster =
                new LocalCluster(Scratch.prefix(), Map.of("REDIS_PASSWORD", password))) {
            HookReport<Path> report =
                    new HookRun(
                                    cluster,
                                    HookRun.httpClient(),
                                    Redaction.PATTERNS,
                                    InstantSource.system())
                            .run(
                                    new HookPlan(
                                            "run-1",
                                            List.of(
                                                    new BlueprintMember(
                                                                    recognition,
                                                                    "shop",
                                                                    "cache-0",
                                                                    "run-1")
                                                            .member(OnError.FAIL)),
                                            Duration.ofMinutes(1)),
                                    left -> scratch.copy(server.data(), "copy"),
                                    (name, file, content) -> {});
            assertThat(cluster.endedWithin(5)).as("every command ended").isTrue();
            return report;
        }
    }

    private static Duration took(HookResult result) {
        return Duration.between(result.started(), result.ended());
    }
}
