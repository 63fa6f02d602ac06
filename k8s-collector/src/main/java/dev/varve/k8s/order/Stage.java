package dev.varve.k8s.order;

import dev.varve.k8s.model.ObjectKey;
import java.util.List;

/**
 * Objects that are dealt with one after the other, and what must be so before the next stage.
 *
 * @param keys as the objects are called in the source, in their order
 */
public record Stage(Phase phase, List<ObjectKey> keys) {
    public Stage {
        keys = List.copyOf(keys);
    }

    public Action action() {
        return phase.action();
    }

    public Wait waitAfter() {
        return phase.waitAfter();
    }

    /** What is done with the objects of a stage. */
    public enum Action {
        CREATE,
        /** The volumes of these PVCs get their data. */
        FILL_VOLUMES,
        /** Nothing but to wait for them. */
        AWAIT,
        /** Their last follow-up is sent. */
        RESUME
    }

    /** What is waited for, each time within a limit. */
    public enum Wait {
        NOTHING,
        /** Conditions Established and NamesAccepted; then discovery is read again. */
        CRDS_ESTABLISHED,
        NAMESPACES_ACTIVE,
        /** {@code readyToUse}. */
        SNAPSHOTS_READY,
        VOLUMES_FILLED,
        /** Each Service has at least one ready endpoint. */
        ENDPOINTS_READY
    }
}
