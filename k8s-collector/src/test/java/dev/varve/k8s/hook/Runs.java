package dev.varve.k8s.hook;

import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.model.Consistency;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Shorthand for runs in tests. */
final class Runs {
    static final ContainerRef DB = new ContainerRef("shop", "db-0", "db");
    static final TailSink NO_TAIL =
            (member, file, content) -> {
                throw new AssertionError("no tail was expected: " + file);
            };

    private Runs() {}

    static HookRun on(Cluster cluster) {
        return new HookRun(
                cluster,
                HookRun.httpClient(),
                new Redaction(List.of("hunter22")),
                InstantSource.system());
    }

    static Hook exec(String name, String script, Duration timeout, OnError onError) {
        return new Hook(
                name,
                0,
                timeout,
                onError,
                new HookAction.Exec(DB, List.of("sh", "-c", script), HookAction.Guard.SHELL));
    }

    static Hook exec(String name, String script) {
        return exec(name, script, Duration.ofSeconds(20), OnError.FAIL);
    }

    static Member member(String name, List<Hook> before, List<Hook> after) {
        return new Member(name, before, Optional.empty(), after, Consistency.LOGICAL);
    }

    static Member frozen(String name, Hold hold, List<Hook> after) {
        return new Member(name, List.of(), Optional.of(hold), after, Consistency.FROZEN);
    }

    /** A client of a database that knows two words, and writes each into {@code log}. */
    static Hold hold(Duration timer, String log, OnError onError) {
        return new Hold(
                "fake",
                DB,
                timer,
                timer.compareTo(Duration.ofSeconds(10)) < 0 ? timer : Duration.ofSeconds(10),
                Duration.ZERO,
                onError,
                "while read -r word; do echo $word >>" + log + "; echo varve:$word; done",
                "frozen",
                "thawed");
    }

    static HookPlan plan(Member... members) {
        return new HookPlan("run-1", List.of(members), Duration.ofSeconds(20));
    }
}
