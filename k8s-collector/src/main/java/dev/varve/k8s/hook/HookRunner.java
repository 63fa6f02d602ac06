package dev.varve.k8s.hook;

import dev.varve.k8s.cluster.Cluster;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalInt;

/** Runs single hooks, each within its timeout. Safe for use by many threads. */
final class HookRunner {
    private final Cluster cluster;
    private final HttpClient http;
    private final Redaction redaction;
    private final InstantSource clock;

    HookRunner(Cluster cluster, HttpClient http, Redaction redaction, InstantSource clock) {
        this.cluster = cluster;
        this.http = http;
        this.redaction = redaction;
        this.clock = clock;
    }

    /** Runs a hook of a member of a run; whatever happens becomes its result. */
    HookResult run(String run, String member, Hook hook, Bounded.Interrupts interrupts) {
        Instant started = clock.instant();
        Deadline deadline = Deadline.in(hook.timeout());
        Spoken spoken = new Spoken();
        HookStep step = step(run, member, hook);
        Bounded.Ended<HookStep.Done> ended =
                Bounded.call(
                        "hook-" + hook.name(),
                        () -> step.run(spoken, deadline),
                        hook.timeout(),
                        interrupts);
        Verdict verdict = verdict(ended, spoken, deadline, hook.timeout());
        return new HookResult(
                hook.name(),
                started,
                clock.instant(),
                verdict.outcome(),
                verdict.exitCode(),
                redaction.apply(verdict.reason()),
                spoken.output(redaction),
                spoken.files());
    }

    private record Verdict(HookResult.Outcome outcome, OptionalInt exitCode, String reason) {}

    private static Verdict verdict(
            Bounded.Ended<HookStep.Done> ended,
            Spoken spoken,
            Deadline deadline,
            Duration timeout) {
        return switch (ended) {
            case Bounded.Ended.Value<HookStep.Done>(HookStep.Done done) -> {
                if (done.success() && spoken.problem().isEmpty()) {
                    yield new Verdict(HookResult.Outcome.SUCCEEDED, done.exitCode(), "");
                }
                if (!done.success() && deadline.passed()) {
                    yield timedOut(timeout, done.exitCode());
                }
                String reason = done.success() ? spoken.problem() : done.reason();
                yield new Verdict(HookResult.Outcome.FAILED, done.exitCode(), reason);
            }
            case Bounded.Ended.Failed<HookStep.Done>(HttpTimeoutException e)
                    when !(e instanceof HttpConnectTimeoutException) ->
                    timedOut(timeout, OptionalInt.empty()); // its own clock was the faster one
            case Bounded.Ended.Failed<HookStep.Done>(Throwable error) ->
                    new Verdict(
                            HookResult.Outcome.FAILED, OptionalInt.empty(), Errors.describe(error));
            case Bounded.Ended.TimedOut<HookStep.Done> _ -> timedOut(timeout, OptionalInt.empty());
            case Bounded.Ended.Cancelled<HookStep.Done> _ ->
                    new Verdict(
                            HookResult.Outcome.CANCELLED, OptionalInt.empty(), "it was cancelled");
        };
    }

    private static Verdict timedOut(Duration timeout, OptionalInt exitCode) {
        return new Verdict(
                HookResult.Outcome.TIMED_OUT, exitCode, "it did not end within " + timeout);
    }

    private HookStep step(String run, String member, Hook hook) {
        return switch (hook.action()) {
            case HookAction.Exec exec -> new ExecStep(cluster, exec, hook.timeout());
            case HookAction.Http request -> new HttpStep(http, request, hook.timeout());
            case HookAction.Job job ->
                    new JobStep(cluster, job, jobName(run, member, hook), run, hook.timeout());
            case HookAction.Scale scale -> new ScaleStep(cluster, scale, run);
            case HookAction.ScaleBack back -> new ScaleBackStep(cluster, back);
            case HookAction.Refused(String reason) ->
                    (_, _) -> new HookStep.Done(false, OptionalInt.empty(), reason);
        };
    }

    /** At most 63 characters, and the same after a restart. */
    private static String jobName(String run, String member, Hook hook) {
        String hash = Integer.toHexString((run + "/" + member + "/" + hook.name()).hashCode());
        return "varve-" + hook.name() + "-" + hash;
    }
}
