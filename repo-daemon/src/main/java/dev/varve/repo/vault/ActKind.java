package dev.varve.repo.vault;

import java.util.Arrays;
import java.util.Optional;

/** What two officers can do. */
public enum ActKind {
    /** Governance of a point ends before its time. Compliance never does. */
    RELEASE("release-governance"),
    /** New points of a vault get a weaker lock. */
    WEAKEN("weaken-policy"),
    /** The doubts that the clock has now end. */
    TRUST("trust-clock");

    private final String word;

    ActKind(String word) {
        this.word = word;
    }

    /** As commands and files have it. */
    public String word() {
        return word;
    }

    /** Empty: none is called so. */
    public static Optional<ActKind> ofWord(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }
}
