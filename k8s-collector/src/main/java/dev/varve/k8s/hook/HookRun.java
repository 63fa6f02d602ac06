package dev.varve.k8s.hook;

import dev.varve.k8s.cluster.Cluster;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Hooks before, freeze, cut, thaw, hooks after. Once a member's hooks before were begun its hooks
 * after run, whatever happened: a failed, late or cancelled cut thaws like a good one. To cancel,
 * interrupt the thread; it keeps its interrupt, and the report says what became of everything.
 */
public final class HookRun {
    private final Cluster cluster;
    private final Redaction redaction;
    private final InstantSource clock;
    private final HookRunner hooks;

    public HookRun(Cluster cluster, HttpClient http, Redaction redaction, InstantSource clock) {
        this.cluster = cluster;
        this.redaction = redaction;
        this.clock = clock;
        this.hooks = new HookRunner(cluster, http, redaction, clock);
    }

    /** A client for hooks: verifies TLS, follows no redirects, does not wait long to connect. */
    public static HttpClient httpClient() {
        return HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    /** Makes a cut with its hooks around it. */
    public <T> HookReport<T> run(HookPlan plan, Cut<T> cut, TailSink tails) {
        List<MemberRun> members =
                plan.members().stream()
                        .map(each ->
                                new MemberRun(plan.run(), each, hooks, cluster, redaction, clock))
                        .toList();
        CutOutcome<T> outcome = new CutOutcome.Cancelled<>();
        try {
            outcome = cut(plan, members, cut);
        } finally {
            thaw(members, tails, outcome instanceof CutOutcome.Made<T>);
        }
        List<String> failures = new ArrayList<>();
        members.forEach(each -> failures.addAll(each.failures()));
        return new HookReport<>(
                outcome, members.stream().map(MemberRun::report).toList(), failures);
    }

    private static <T> CutOutcome<T> cut(HookPlan plan, List<MemberRun> members, Cut<T> cut) {
        boolean ready =
                members.stream().allMatch(MemberRun::before)
                        && members.stream().allMatch(MemberRun::freeze);
        if (Thread.currentThread().isInterrupted()) {
            return new CutOutcome.Cancelled<>();
        }
        if (!ready) {
            return new CutOutcome.NotTried<>("a hook before it failed");
        }
        Duration left =
                members.stream()
                        .map(MemberRun::left)
                        .flatMap(Optional::stream)
                        .min(Comparator.naturalOrder())
                        .filter(each -> each.compareTo(plan.cutLimit()) < 0)
                        .orElse(plan.cutLimit());
        long startedNanos = System.nanoTime();
        return switch (Bounded.call(
                "cut-" + plan.run(),
                () -> cut.cut(left),
                plan.cutLimit(),
                Bounded.Interrupts.END_IT)) {
            case Bounded.Ended.Value<T>(T value) ->
                    new CutOutcome.Made<>(
                            value, Duration.ofNanos(System.nanoTime() - startedNanos));
            case Bounded.Ended.Failed<T>(Throwable error) -> new CutOutcome.Failed<>(error);
            case Bounded.Ended.TimedOut<T> _ -> new CutOutcome.TimedOut<>(plan.cutLimit());
            case Bounded.Ended.Cancelled<T> _ -> new CutOutcome.Cancelled<>();
        };
    }

    /** Frozen members first, the last frozen one before the others; then those that only began. */
    private static void thaw(List<MemberRun> members, TailSink tails, boolean cutMade) {
        boolean interrupted = Thread.interrupted();
        try {
            List<MemberRun> begun = members.reversed().stream().filter(MemberRun::isBegun).toList();
            begun.forEach(MemberRun::resume);
            for (MemberRun each : begun) {
                interrupted |= awaitThawed(each);
            }
            begun.stream().filter(MemberRun::isFrozen).forEach(MemberRun::after);
            begun.stream().filter(each -> !each.isFrozen()).forEach(MemberRun::after);
            begun.forEach(each -> each.tail(tails, cutMade));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits through interrupts; whether there was one. */
    private static boolean awaitThawed(MemberRun member) {
        boolean interrupted = false;
        while (true) {
            try {
                member.awaitThawed();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}
