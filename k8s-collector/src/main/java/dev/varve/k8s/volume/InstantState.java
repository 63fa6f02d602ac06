package dev.varve.k8s.volume;

/** How far a restore from a standing snapshot is. */
public sealed interface InstantState {
    record Planned(InstantPlan plan) implements InstantState {
        Sourced sourced(String snapshot) {
            return new Sourced(plan, snapshot);
        }
    }

    /** A VolumeSnapshot beside the claim-to-be has the data. */
    record Sourced(InstantPlan plan, String snapshot) implements InstantState {
        Claimed claimed() {
            return new Claimed(plan, snapshot);
        }
    }

    /** The user's claim is made. */
    record Claimed(InstantPlan plan, String snapshot) implements InstantState {
        Restored restored(boolean waitsForConsumer) {
            return new Restored(waitsForConsumer);
        }
    }

    /**
     * The end.
     *
     * @param waitsForConsumer the claim is bound when the first Pod uses it, as its class has it
     */
    record Restored(boolean waitsForConsumer) implements InstantState {}

    record Failed(String reason) implements InstantState {}
}
