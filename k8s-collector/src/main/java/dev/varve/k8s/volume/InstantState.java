package dev.varve.k8s.volume;

/**
 * How far a restore from a standing snapshot is. Its names are none of {@link RestoreState}: a
 * claim may go on from the repository when its snapshot turns out to be of no use.
 */
public sealed interface InstantState {
    record Chosen(InstantPlan plan) implements InstantState {
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
        Provisioned provisioned(boolean waitsForConsumer) {
            return new Provisioned(plan.origin(), waitsForConsumer);
        }
    }

    /**
     * The end: the claim has the data, or can be bound to nothing else.
     *
     * @param origin which snapshot it came from
     * @param waitsForConsumer the claim is bound when the first Pod uses it, as its class has it
     */
    record Provisioned(String origin, boolean waitsForConsumer) implements InstantState {}

    /** The end without the data: there is no claim. */
    record Unusable(String reason) implements InstantState {}
}
