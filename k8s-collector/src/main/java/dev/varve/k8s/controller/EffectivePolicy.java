package dev.varve.k8s.controller;

import dev.varve.k8s.resource.PolicyPreset;
import dev.varve.k8s.resource.ProtectionPolicySpec;
import dev.varve.k8s.resource.RetentionSpec;
import dev.varve.k8s.resource.SchedulePart;
import org.jspecify.annotations.Nullable;

/** What holds for a policy: what it says itself, then its preset, then what is usual. */
record EffectivePolicy(SchedulePart when, @Nullable RetentionSpec retention) {
    static EffectivePolicy of(ProtectionPolicySpec spec, @Nullable PolicyPreset preset) {
        SchedulePart when = spec.when;
        RetentionSpec retention = spec.retention;
        if (preset != null) {
            when = when == null ? preset.getSpec().when : when;
            retention = retention == null ? preset.getSpec().retention : retention;
        }
        return new EffectivePolicy(when == null ? new SchedulePart() : when, retention);
    }
}
