package dev.varve.repo.officer;

import dev.varve.protocol.message.RetentionPolicy;
import dev.varve.protocol.model.Uid;

/** What an officer asks for. */
public sealed interface Wish {
    /** Governance of a point ends before its time. Compliance never does. */
    record ReleaseGovernance(String vault, Uid point) implements Wish {}

    /** New points of a vault get a weaker lock. Old ones keep what they have. */
    record WeakenPolicy(String vault, RetentionPolicy policy) implements Wish {}

    /** The doubts that the clock has now end. */
    record TrustClock() implements Wish {}
}
