package dev.varve.k8s.controller;

import dev.varve.k8s.resource.RunStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** What backups and restores have in common, for those who treat them alike. */
interface RunKind<R extends HasMetadata> {
    RunStatus status(R run);

    /** Whether its spec asks for its end. */
    boolean cancelled(R run);

    /** Its key among the workers. */
    default String key(R run) {
        return run.getKind() + " " + run.getMetadata().getNamespace() + "/" + name(run);
    }

    private static String name(HasMetadata run) {
        return run.getMetadata().getName() + " " + run.getMetadata().getUid();
    }
}
