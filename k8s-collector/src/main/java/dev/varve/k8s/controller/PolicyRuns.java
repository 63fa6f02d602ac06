package dev.varve.k8s.controller;

import dev.varve.k8s.resource.Api;
import dev.varve.k8s.resource.BackupRun;
import dev.varve.k8s.resource.BackupRunSpec;
import dev.varve.k8s.resource.Conditions;
import dev.varve.k8s.resource.ProtectionPolicy;
import dev.varve.k8s.resource.ProtectionPolicySpec;
import dev.varve.k8s.resource.RetentionSpec;
import dev.varve.k8s.resource.Trigger;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the runs of policies. */
final class PolicyRuns {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmm").withZone(ZoneOffset.UTC);

    private PolicyRuns() {}

    /**
     * The name that a run has, and no other: what is made twice, since nobody knows whether it was
     * made, is one.
     *
     * @param token what the annotation said, for a run that was asked for
     */
    static String name(String policy, Trigger trigger, Instant time, String token) {
        return trigger == Trigger.RunNow
                ? policy + "-now-" + Integer.toHexString(token.hashCode())
                : policy + "-" + TIME.format(time);
    }

    static BackupRun make(
            ProtectionPolicy policy,
            String name,
            PolicyStep.Start start,
            @Nullable RetentionSpec retention) {
        BackupRun run = new BackupRun();
        run.setMetadata(
                new ObjectMetaBuilder()
                        .withName(name)
                        .withNamespace(policy.getMetadata().getNamespace())
                        .withLabels(
                                Map.of(
                                        Api.POLICY_LABEL,
                                        policy.getMetadata().getName(),
                                        Api.MANAGED_LABEL,
                                        Api.MANAGER))
                        .build());
        ProtectionPolicySpec from = policy.getSpec();
        BackupRunSpec spec = run.getSpec();
        spec.policy = policy.getMetadata().getName();
        spec.trigger = start.trigger();
        spec.scheduledTime = Conditions.time(start.time());
        spec.repository = from.repository;
        spec.cluster = from.cluster;
        spec.scope = from.scope;
        spec.volumes = from.volumes;
        spec.retention = retention;
        spec.serviceAccountName = from.serviceAccountName;
        spec.streams = from.streams;
        spec.hooks = from.hooks;
        return run;
    }
}
