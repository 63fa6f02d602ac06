package dev.varve.k8s.controller;

import dev.varve.k8s.resource.RepositoryRef;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;

/** Has vaults looked at: when a RepositoryRef changes, and again and again. */
@ControllerConfiguration(name = "repository-refs")
final class RepositoryReconciler implements Reconciler<RepositoryRef> {
    static final Duration INTERVAL = Duration.ofMinutes(2);

    private final RepositoryWork work;
    private final Workers workers;
    private final InstantSource clock;

    RepositoryReconciler(RepositoryWork work, Workers workers, InstantSource clock) {
        this.work = work;
        this.workers = workers;
        this.clock = clock;
    }

    @Override
    public UpdateControl<RepositoryRef> reconcile(
            RepositoryRef ref, Context<RepositoryRef> context) {
        UpdateControl<RepositoryRef> done = UpdateControl.noUpdate();
        if (isDue(ref)) {
            hurry(ref);
        }
        return done.rescheduleAfter(INTERVAL);
    }

    /** Has it looked at now, since something came to it. */
    void hurry(RepositoryRef ref) {
        boolean _ = workers.offer(key(ref), stop -> work.run(ref));
    }

    private static String key(RepositoryRef ref) {
        return "RepositoryRef " + ref.getMetadata().getUid();
    }

    private boolean isDue(RepositoryRef ref) {
        String checked = ref.getStatus().checkedTime;
        long generation = Objects.requireNonNullElse(ref.getMetadata().getGeneration(), 0L);
        return checked.isEmpty()
                || ref.getStatus().observedGeneration != generation
                || !Instant.parse(checked).plus(INTERVAL.dividedBy(2)).isAfter(clock.instant());
    }
}
