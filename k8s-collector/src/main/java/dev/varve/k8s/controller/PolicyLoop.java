package dev.varve.k8s.controller;

import dev.varve.k8s.resource.Api;
import dev.varve.k8s.resource.BackupRun;
import dev.varve.k8s.resource.Condition;
import dev.varve.k8s.resource.Conditions;
import dev.varve.k8s.resource.PolicyPreset;
import dev.varve.k8s.resource.ProtectionPolicy;
import dev.varve.k8s.resource.ProtectionPolicyStatus;
import dev.varve.k8s.resource.Trigger;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes the runs of policies at their times, and clears old ones away. */
final class PolicyLoop {
    /** Wall clocks jump: nobody sleeps longer than this. */
    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(5);

    /** Names of policies are values of labels, and with a time behind them names of runs. */
    private static final int MOST_NAME_CHARS = 50;

    private static final String SCHEDULED = "Scheduled";

    private final KubernetesClient client;
    private final BackupHistory history;
    private final Statuses statuses;
    private final Events events;
    private final InstantSource clock;

    PolicyLoop(
            KubernetesClient client,
            BackupHistory history,
            Statuses statuses,
            Events events,
            InstantSource clock) {
        this.client = client;
        this.history = history;
        this.statuses = statuses;
        this.events = events;
        this.clock = clock;
    }

    /** Looks at a policy, and says when to look again. */
    Duration look(ProtectionPolicy policy) {
        List<BackupRun> runs =
                history.ofPolicy(
                        policy.getMetadata().getNamespace(), policy.getMetadata().getName());
        PolicyPreset preset = preset(policy);
        EffectivePolicy effective = EffectivePolicy.of(policy.getSpec(), preset);
        PolicyStep step =
                complaint(policy, preset)
                        .<PolicyStep>map(PolicyStep.Invalid::new)
                        .orElseGet(() -> PolicyStep.of(facts(policy, effective, runs)));
        prune(runs, effective.when().keptRuns);
        return take(step, policy, effective, runs);
    }

    private @org.jspecify.annotations.Nullable PolicyPreset preset(ProtectionPolicy policy) {
        String name = policy.getSpec().preset;
        return name.isEmpty()
                ? null
                : client.resources(PolicyPreset.class)
                        .inNamespace(policy.getMetadata().getNamespace())
                        .withName(name)
                        .get();
    }

    private static Optional<String> complaint(
            ProtectionPolicy policy, @org.jspecify.annotations.Nullable PolicyPreset preset) {
        if (policy.getMetadata().getName().length() > MOST_NAME_CHARS) {
            return Optional.of("the policy's name is longer than " + MOST_NAME_CHARS);
        }
        return policy.getSpec().preset.isEmpty() || preset != null
                ? Optional.empty()
                : Optional.of("there is no PolicyPreset " + policy.getSpec().preset);
    }

    private PolicyFacts facts(
            ProtectionPolicy policy, EffectivePolicy effective, List<BackupRun> runs) {
        ProtectionPolicyStatus status = policy.getStatus();
        String created = policy.getMetadata().getCreationTimestamp();
        String since = status.lastScheduleTime.isEmpty() ? created : status.lastScheduleTime;
        return new PolicyFacts(
                policy.getSpec().paused,
                effective.when().schedule,
                effective.when().timeZone,
                effective.when().missedRuns,
                since == null ? clock.instant() : Instant.parse(since),
                runNow(policy),
                status.lastRunNow,
                runs.stream().anyMatch(run -> !NextStep.hasEnded(run.getStatus().phase)),
                clock.instant());
    }

    private static String runNow(ProtectionPolicy policy) {
        var annotations = policy.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(Api.RUN_NOW, "");
    }

    private Duration take(
            PolicyStep step,
            ProtectionPolicy policy,
            EffectivePolicy effective,
            List<BackupRun> runs) {
        return switch (step) {
            case PolicyStep.Invalid invalid -> {
                write(policy, runs, Optional.empty(), "Invalid", invalid.why(), _ -> {});
                yield LONGEST_SLEEP;
            }
            case PolicyStep.Rest rest -> {
                write(policy, runs, rest.next(), resting(policy, rest), "", _ -> {});
                yield until(rest.next());
            }
            case PolicyStep.Busy busy -> {
                String what = "the next run waits for the end of the one before";
                write(policy, runs, busy.next(), "Busy", what, _ -> {});
                yield NextStep.GLANCE;
            }
            case PolicyStep.Pass pass -> {
                write(policy, runs, pass.next(), "Waiting", "", status -> pass(status, pass));
                yield until(pass.next());
            }
            case PolicyStep.Start start -> {
                String name = start(policy, effective, start);
                write(policy, runs, start.next(), "Started", name, to(policy, name, start));
                yield until(start.next());
            }
        };
    }

    private static String resting(ProtectionPolicy policy, PolicyStep.Rest rest) {
        if (policy.getSpec().paused) {
            return "Paused";
        }
        return rest.next().isPresent() ? "Waiting" : "OnDemand";
    }

    private static void pass(ProtectionPolicyStatus status, PolicyStep.Pass pass) {
        status.lastScheduleTime = Conditions.time(pass.time());
        status.missedTimes += pass.missed();
    }

    private static Consumer<ProtectionPolicyStatus> to(
            ProtectionPolicy policy, String name, PolicyStep.Start start) {
        return status -> {
            status.lastRun = name;
            if (start.trigger() == Trigger.RunNow) {
                status.lastRunNow = runNow(policy);
            } else {
                status.lastScheduleTime = Conditions.time(start.time());
                status.missedTimes += start.missed();
            }
        };
    }

    private String start(
            ProtectionPolicy policy, EffectivePolicy effective, PolicyStep.Start start) {
        String name =
                PolicyRuns.name(
                        policy.getMetadata().getName(),
                        start.trigger(),
                        start.time(),
                        runNow(policy));
        try {
            history.create(PolicyRuns.make(policy, name, start, effective.retention()));
            events.say(policy, "RunStarted", "BackupRun " + name);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
        return name;
    }

    private void write(
            ProtectionPolicy policy,
            List<BackupRun> runs,
            Optional<Instant> next,
            String reason,
            String message,
            Consumer<ProtectionPolicyStatus> change) {
        Consumer<ProtectionPolicyStatus> whole =
                status -> {
                    change.accept(status);
                    status.nextScheduleTime = next.map(Conditions::time).orElse("");
                    runs.stream()
                            .filter(BackupHistory::isGood)
                            .map(run -> run.getStatus().completionTime)
                            .max(String::compareTo)
                            .ifPresent(time -> status.lastSuccessTime = time);
                    boolean schedules = !reason.equals("Invalid") && !reason.equals("Paused");
                    Conditions.set(
                            status,
                            SCHEDULED,
                            schedules ? Condition.Status.True : Condition.Status.False,
                            reason,
                            message,
                            Objects.requireNonNullElse(policy.getMetadata().getGeneration(), 0L),
                            clock.instant());
                };
        statuses.changeIfDifferent(policy, latest -> whole.accept(latest.getStatus()));
    }

    private void prune(List<BackupRun> runs, int kept) {
        List<BackupRun> ended =
                runs.stream().filter(run -> NextStep.hasEnded(run.getStatus().phase)).toList();
        ended.subList(0, Math.max(0, ended.size() - kept)).forEach(history::delete);
    }

    private Duration until(Optional<Instant> next) {
        Duration wait =
                next.map(time -> Duration.between(clock.instant(), time).plusMillis(50))
                        .orElse(LONGEST_SLEEP);
        return wait.compareTo(LONGEST_SLEEP) < 0 ? wait : LONGEST_SLEEP;
    }
}
