package dev.varve.k8s.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.k8s.model.Consistency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hooks run around the cut whatever happens, and nothing waits for ever. */
@Timeout(60)
class HookRunTest {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);

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
    void hooksRunBeforeAndAfterTheCutInTheirOrder() throws Exception {
        Member member = Runs.member("db", List.of(say("one"), say("two")), List.of(say("three")));

        HookReport<String> report = run(Runs.plan(member), left -> write("cut"));

        assertThat(report.succeeded()).isTrue();
        assertThat(lines()).containsExactly("one", "two", "cut", "three");
        assertThat(report.members().getFirst().consistency()).isEqualTo(Consistency.LOGICAL);
        assertThat(report.members().getFirst().before().getFirst().exitCode()).hasValue(0);
    }

    @Test
    void aHangingHookIsEndedByItsTimeoutAndTheHooksAfterStillRun() throws Exception {
        Hook hangs = Runs.exec("hangs", "sleep 300", SHORT, OnError.FAIL);
        Member member = Runs.member("db", List.of(hangs), List.of(say("after")));

        HookReport<String> report = run(Runs.plan(member), left -> write("cut"));

        assertThat(report.cut()).isInstanceOf(CutOutcome.NotTried.class);
        HookResult result = report.members().getFirst().before().getFirst();
        assertThat(result.outcome()).isEqualTo(HookResult.Outcome.TIMED_OUT);
        assertThat(Duration.between(result.started(), result.ended()))
                .isLessThan(Duration.ofSeconds(6));
        assertThat(lines()).containsExactly("after");
    }

    @Test
    void aHookThatIgnoresItsEndIsKilledInTheContainer() throws Exception {
        Hook hangs =
                Runs.exec(
                        "hangs",
                        "trap '' TERM; while :; do sleep 0.1; done",
                        SHORT,
                        OnError.CONTINUE);

        HookReport<String> report =
                run(Runs.plan(Runs.member("db", List.of(hangs), List.of())), left -> write("cut"));

        assertThat(lines()).containsExactly("cut");
        assertThat(report.succeeded()).isTrue();
        assertThat(report.members().getFirst().consistency()).isEqualTo(Consistency.CRASH);
    }

    @Test
    void aHookThatFailsStopsTheCutOnlyWhenItIsToSucceed() throws Exception {
        Hook fails = Runs.exec("fails", "echo no >&2; exit 3", LONG_ENOUGH, OnError.CONTINUE);
        Hook stops = Runs.exec("stops", "exit 4", LONG_ENOUGH, OnError.FAIL);

        HookReport<String> report =
                run(
                        Runs.plan(
                                Runs.member("db", List.of(fails, stops), List.of(say("after"))),
                                Runs.member("never", List.of(say("never")), List.of(say("no")))),
                        left -> write("cut"));

        MemberReport member = report.member("db");
        assertThat(member.before())
                .extracting(HookResult::exitCode)
                .extracting(e -> e.getAsInt())
                .containsExactly(3, 4);
        assertThat(member.before().getFirst().output()).isEqualTo("no");
        assertThat(report.failures()).hasSize(1).first().asString().contains("stops", "code 4");
        assertThat(lines()).as("hooks of a member that never began").containsExactly("after");
    }

    @Test
    void frozenMembersAreThawedFirst() throws Exception {
        Member plain = Runs.member("plain", List.of(say("before")), List.of(say("after-plain")));
        Member db =
                Runs.frozen(
                        "db",
                        Runs.hold(Duration.ofSeconds(30), log.toString(), OnError.FAIL),
                        List.of(say("after-db")));

        HookReport<String> report = run(Runs.plan(db, plain), left -> write("cut"));

        assertThat(report.failures()).isEmpty();
        assertThat(lines())
                .containsExactly("before", "frozen", "cut", "thawed", "after-db", "after-plain");
        assertThat(report.member("db").consistency()).isEqualTo(Consistency.FROZEN);
        assertThat(report.member("db").hold().orElseThrow().frozen()).isPositive();
    }

    @Test
    void aFailedCutThawsAndRunsTheHooksAfter() throws Exception {
        HookReport<String> report =
                run(
                        Runs.plan(heldMember()),
                        left -> {
                            throw new IOException("no snapshot class");
                        });

        assertThat(report.cut()).isInstanceOf(CutOutcome.Failed.class);
        assertThat(lines()).containsExactly("frozen", "thawed", "after");
    }

    @Test
    void aCutThatHangsIsGivenUpAndThawed() throws Exception {
        HookPlan plan = new HookPlan("run-1", List.of(heldMember()), SHORT);
        CountDownLatch never = new CountDownLatch(1);

        HookReport<String> report =
                run(
                        plan,
                        left -> {
                            never.await();
                            return "";
                        });

        assertThat(report.cut()).isInstanceOf(CutOutcome.TimedOut.class);
        assertThat(lines()).containsExactly("frozen", "thawed", "after");
    }

    @Test
    void aCutThatDoesNotHeedItsEndIsLeftBehindAndThawed() throws Exception {
        HookPlan plan = new HookPlan("run-1", List.of(heldMember()), SHORT);
        CountDownLatch end = new CountDownLatch(1);

        HookReport<String> report =
                run(
                        plan,
                        left -> {
                            while (end.getCount() > 0) {
                                Thread.onSpinWait();
                            }
                            return "";
                        });
        end.countDown();

        assertThat(report.cut()).isInstanceOf(CutOutcome.TimedOut.class);
        assertThat(lines()).containsExactly("frozen", "thawed", "after");
    }

    @Test
    void aCancelledRunThawsAndRunsTheHooksAfter() throws Exception {
        CountDownLatch cutting = new CountDownLatch(1);
        CompletableFuture<HookReport<String>> report = new CompletableFuture<>();
        Thread thread =
                Thread.ofVirtual()
                        .start(() -> {
                            report.complete(
                                    run(
                                            Runs.plan(heldMember()),
                                            left -> {
                                                cutting.countDown();
                                                Thread.sleep(Duration.ofMinutes(5));
                                                return "";
                                            }));
                            if (!Thread.currentThread().isInterrupted()) {
                                throw new AssertionError("the interrupt was lost");
                            }
                        });
        cutting.await();

        thread.interrupt();
        thread.join();

        assertThat(report.join().cut()).isInstanceOf(CutOutcome.Cancelled.class);
        assertThat(lines()).containsExactly("frozen", "thawed", "after");
    }

    @Test
    void aFreezeThatDoesNotComeStopsTheCutAndIsLetGo() throws Exception {
        Hold hold =
                new Hold(
                        "stuck",
                        Runs.DB,
                        Duration.ofSeconds(30),
                        SHORT,
                        Duration.ZERO,
                        OnError.FAIL,
                        "cat >/dev/null",
                        "freeze",
                        "thaw");

        HookReport<String> report =
                run(
                        Runs.plan(Runs.frozen("db", hold, List.of(say("after")))),
                        left -> write("cut"));

        assertThat(report.cut()).isInstanceOf(CutOutcome.NotTried.class);
        assertThat(report.member("db").hold().orElseThrow().outcome())
                .isEqualTo(HoldResult.Outcome.NOT_FROZEN);
        assertThat(lines()).containsExactly("after");
    }

    @Test
    void whatAHookSaysIsBoundedAndWithoutSecrets() throws Exception {
        Hook talks =
                Runs.exec(
                        "talks",
                        "echo the word is hunter22; echo PASSWORD=abc; echo"
                                + " postgres://u:pw@db/x; yes | head -c 10000000");

        HookReport<String> report =
                run(Runs.plan(Runs.member("db", List.of(talks), List.of())), left -> "");

        String output = report.members().getFirst().before().getFirst().output();
        assertThat(output)
                .hasSizeLessThan(Limits.OUTPUT_BYTES + 100)
                .contains("the word is ***", "PASSWORD=***", "postgres://***@db/x", "left out")
                .doesNotContain("hunter22", "abc", "u:pw");
    }

    @Test
    void filesThatAHookGivesReachTheReport() throws Exception {
        Hook gives = Runs.exec("gives", "echo varve:file schema.cql aGVsbG8=");

        HookReport<String> report =
                run(Runs.plan(Runs.member("db", List.of(gives), List.of())), left -> "");

        RestoreFile file = report.members().getFirst().files().getFirst();
        assertThat(file.path()).isEqualTo("schema.cql");
        assertThat(file.content()).asString().isEqualTo("hello");
    }

    @Test
    void aFileThatIsTooLongFailsTheHookInsteadOfComingInHalf() throws Exception {
        Hook gives =
                Runs.exec(
                        "gives",
                        "printf 'varve:file x '; yes AAAA | head -c 11000000 | tr -d '\\n'");

        HookReport<String> report =
                run(Runs.plan(Runs.member("db", List.of(gives), List.of())), left -> "");

        assertThat(report.failures()).first().asString().contains("longer than 8 MiB");
        assertThat(report.members().getFirst().files()).isEmpty();
    }

    @Test
    void aFileThatLeadsOutOfItsDirectoryFailsTheHook() throws Exception {
        Hook gives = Runs.exec("gives", "echo varve:file ../../etc/passwd aGVsbG8=");

        HookReport<String> report =
                run(Runs.plan(Runs.member("db", List.of(gives), List.of())), left -> "");

        assertThat(report.failures()).first().asString().contains("not a plain path");
        assertThat(report.members().getFirst().files()).isEmpty();
    }

    private Member heldMember() {
        return Runs.frozen(
                "db",
                Runs.hold(Duration.ofSeconds(30), log.toString(), OnError.FAIL),
                List.of(say("after")));
    }

    private HookReport<String> run(HookPlan plan, Cut<String> cut) {
        return Runs.on(cluster).run(plan, cut, Runs.NO_TAIL);
    }

    private Hook say(String word) {
        return Runs.exec(word, "echo " + word + " >>" + log);
    }

    private String write(String word) throws IOException {
        Files.writeString(
                log,
                word + "\n",
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.APPEND);
        return word;
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(log);
    }
}
