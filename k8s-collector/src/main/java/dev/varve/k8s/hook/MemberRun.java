package dev.varve.k8s.hook;

import dev.varve.k8s.cluster.Cluster;
import dev.varve.k8s.cluster.PodProcess;
import dev.varve.k8s.model.Consistency;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One member's way through a run. Confined to the run's thread. */
final class MemberRun {
    private final String run;
    private final Member member;
    private final HookRunner hooks;
    private final Cluster cluster;
    private final Redaction redaction;
    private final InstantSource clock;
    private final List<HookResult> before = new ArrayList<>();
    private final List<HookResult> after = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private List<TailFile> tail = List.of();
    private @Nullable HeldSession session;
    private @Nullable HoldResult held;
    private boolean begun;
    private boolean kept = true;

    MemberRun(
            String run,
            Member member,
            HookRunner hooks,
            Cluster cluster,
            Redaction redaction,
            InstantSource clock) {
        this.run = run;
        this.member = member;
        this.hooks = hooks;
        this.cluster = cluster;
        this.redaction = redaction;
        this.clock = clock;
    }

    /** Runs the hooks before the cut; false: the cut must not be made. */
    boolean before() {
        begun = true;
        for (Hook hook : member.before()) {
            HookResult result = hooks.run(run, member.name(), hook, Bounded.Interrupts.END_IT);
            before.add(result);
            if (!result.succeeded() && !goesOn(hook.name(), hook.onError(), result.reason())) {
                return false;
            }
            if (result.outcome() == HookResult.Outcome.CANCELLED) {
                return false;
            }
        }
        return true;
    }

    /** Freezes, when there is something to hold; false: the cut must not be made. */
    boolean freeze() {
        if (member.hold().isEmpty()) {
            return true;
        }
        Hold hold = member.hold().get();
        Deadline deadline = Deadline.in(hold.freezeLimit());
        String problem =
                switch (open(hold, deadline)) {
                    case Bounded.Ended.Value<HeldSession>(HeldSession opened) -> {
                        session = opened;
                        yield "";
                    }
                    case Bounded.Ended.Failed<HeldSession>(Throwable error) ->
                            Errors.describe(error);
                    case Bounded.Ended.TimedOut<HeldSession> _ ->
                            "its session did not open within " + hold.freezeLimit();
                    case Bounded.Ended.Cancelled<HeldSession> _ -> "it was cancelled";
                };
        if (session == null) {
            return goesOn(hold.name(), hold.onError(), redaction.apply(problem));
        }
        try {
            return session.awaitFrozen()
                    || goesOn(hold.name(), hold.onError(), "it did not freeze");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return goesOn(hold.name(), OnError.FAIL, "it was cancelled");
        }
    }

    private Bounded.Ended<HeldSession> open(Hold hold, Deadline deadline) {
        ContainerRef in = hold.container();
        return Bounded.call(
                "hold-" + hold.name() + "-open",
                () -> {
                    PodProcess process =
                            cluster.exec(
                                    in.namespace(),
                                    in.pod(),
                                    in.container(),
                                    HeldSession.command(hold));
                    if (Thread.currentThread().isInterrupted()) {
                        process.close(); // too late: nobody waits for it any more
                    }
                    return new HeldSession(process, hold, redaction, clock);
                },
                deadline.left().plusMillis(1),
                Bounded.Interrupts.END_IT);
    }

    boolean isBegun() {
        return begun;
    }

    boolean isFrozen() {
        return session != null;
    }

    /** How long it is sure to stay frozen; nothing when nothing holds it. */
    Optional<Duration> left() {
        return Optional.ofNullable(session).map(HeldSession::left);
    }

    /** Has it thawed, without waiting. */
    void resume() {
        if (session != null) {
            session.resume();
        }
    }

    /** Waits for the thaw. The thread must bear no interrupt. */
    void awaitThawed() throws InterruptedException {
        if (session == null) {
            return;
        }
        HoldResult result = session.awaitThawed();
        held = result;
        if (!result.held()) {
            goesOn(result.hold(), member.hold().orElseThrow().onError(), result.reason());
        }
    }

    /** Reads what is complete only now, and lets the session go. */
    void tail(TailSink sink, boolean wanted) {
        HeldSession current = session;
        if (current == null) {
            return;
        }
        if (wanted && held != null && held.held() && !current.tail().isEmpty()) {
            Hold hold = member.hold().orElseThrow();
            TailReader reader =
                    new TailReader(cluster, hold.container(), current.root(), member.name());
            Optional<String> problem =
                    reader.read(current.tail(), hold.tailLimit(), sink).map(redaction::apply);
            if (problem.isPresent()) {
                goesOn(hold.name() + " (log after the thaw)", hold.onError(), problem.get());
            } else {
                tail = current.tail();
            }
        }
        current.close();
    }

    /** Runs the hooks after the cut: all of them, whatever the others did. */
    void after() {
        for (Hook hook : member.after()) {
            HookResult result = hooks.run(run, member.name(), hook, Bounded.Interrupts.KEEP);
            after.add(result);
            if (!result.succeeded()) {
                problems.add("hook " + hook.name() + ": " + result.reason());
                if (hook.onError() == OnError.FAIL) {
                    failures.add(member.name() + ": hook " + hook.name() + ": " + result.reason());
                }
            }
        }
    }

    List<String> failures() {
        return failures;
    }

    MemberReport report() {
        boolean asPromised = begun && kept;
        List<RestoreFile> files = new ArrayList<>();
        if (asPromised) {
            before.forEach(each -> files.addAll(each.files()));
            if (held != null) {
                files.addAll(held.files());
            }
            after.forEach(each -> files.addAll(each.files()));
        }
        return new MemberReport(
                member.name(),
                before,
                Optional.ofNullable(held),
                after,
                asPromised ? member.promise() : Consistency.CRASH,
                files,
                tail,
                session == null ? "" : session.root(),
                problems);
    }

    /** Notes that the promise is not kept; whether the run goes on all the same. */
    private boolean goesOn(String what, OnError onError, String reason) {
        kept = false;
        problems.add(what + ": " + reason);
        if (onError == OnError.FAIL) {
            failures.add(member.name() + ": " + what + ": " + reason);
        }
        return onError == OnError.CONTINUE;
    }
}
