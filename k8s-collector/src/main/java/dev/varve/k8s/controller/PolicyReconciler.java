package dev.varve.k8s.controller;

import dev.varve.k8s.resource.BackupRun;
import dev.varve.k8s.resource.ProtectionPolicy;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Set;

/** Looks at policies when they change, when their time comes, and when a run of theirs changes. */
@ControllerConfiguration(name = "protection-policies", generationAwareEventProcessing = false)
final class PolicyReconciler implements Reconciler<ProtectionPolicy> {
    private final PolicyLoop loop;

    PolicyReconciler(PolicyLoop loop) {
        this.loop = loop;
    }

    @Override
    public List<EventSource<?, ProtectionPolicy>> prepareEventSources(
            EventSourceContext<ProtectionPolicy> context) {
        InformerEventSourceConfiguration<BackupRun> runs =
                InformerEventSourceConfiguration.from(BackupRun.class, ProtectionPolicy.class)
                        .withSecondaryToPrimaryMapper(PolicyReconciler::policy)
                        .build();
        return List.of(new InformerEventSource<>(runs, context));
    }

    private static Set<ResourceID> policy(BackupRun run) {
        String policy = run.getSpec().policy;
        return policy.isEmpty()
                ? Set.of()
                : Set.of(new ResourceID(policy, run.getMetadata().getNamespace()));
    }

    @Override
    public UpdateControl<ProtectionPolicy> reconcile(
            ProtectionPolicy policy, Context<ProtectionPolicy> context) {
        UpdateControl<ProtectionPolicy> done = UpdateControl.noUpdate();
        return done.rescheduleAfter(loop.look(policy));
    }
}
