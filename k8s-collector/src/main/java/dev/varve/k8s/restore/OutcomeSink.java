package dev.varve.k8s.restore;

/** Is told what becomes of each item, as it happens; of one that is tried again, each time. */
@FunctionalInterface
public interface OutcomeSink {
    void accept(Outcome outcome);
}
