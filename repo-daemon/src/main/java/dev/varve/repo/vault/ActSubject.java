package dev.varve.repo.vault;

import java.time.Instant;

/**
 * What an act is about, to the last detail: what was there when it was asked for is part of it, so
 * that it does nothing to what came later.
 *
 * @param vault empty for the clock
 * @param point of a release; else empty
 * @param boundMillis of a release: the end of the lock; of trust: where the clock stands; else 0
 * @param before of a policy: the one that is replaced, in protobuf's text form; else empty
 * @param detail the new policy in that form, or the doubts of the clock; else empty
 */
public record ActSubject(
        String kind, String vault, String point, long boundMillis, String before, String detail) {
    public ActSubject {
        if (ActKind.ofWord(kind).isEmpty()) {
            throw new IllegalArgumentException("there is no act \"" + kind + "\"");
        }
    }

    /** Governance of a point, as long as it was when this was asked for. */
    public static ActSubject release(String vault, String point, long untilMillis) {
        return new ActSubject(ActKind.RELEASE.word(), vault, point, untilMillis, "", "");
    }

    /** The policy of a vault. */
    public static ActSubject weaken(String vault, String before, String after) {
        return new ActSubject(ActKind.WEAKEN.word(), vault, "", 0, before, after);
    }

    /** These doubts of a clock that stands there. */
    public static ActSubject trust(long standsAtMillis, String doubts) {
        return new ActSubject(ActKind.TRUST.word(), "", "", standsAtMillis, "", doubts);
    }

    public ActKind asKind() {
        return ActKind.ofWord(kind).orElseThrow();
    }

    /** One sentence, for people and the ledger. */
    public String what() {
        return switch (asKind()) {
            case RELEASE ->
                    "end governance of point "
                            + point
                            + " of vault "
                            + vault
                            + ", which lasts until "
                            + Instant.ofEpochMilli(boundMillis);
            case WEAKEN ->
                    "weaken the policy of vault "
                            + vault
                            + " from {"
                            + before
                            + "} to {"
                            + detail
                            + "}";
            case TRUST ->
                    "trust the retention clock again, which stands at "
                            + Instant.ofEpochMilli(boundMillis)
                            + ", in spite of "
                            + detail;
        };
    }
}
