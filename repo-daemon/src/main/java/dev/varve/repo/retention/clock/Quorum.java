package dev.varve.repo.retention.clock;

/**
 * What enough witnesses vouched for together.
 *
 * @param targetMillis it is no earlier than this, milliseconds since 1970
 * @param needed how many have to agree
 * @param answered how many did
 * @param known how many there are
 */
record Quorum(long targetMillis, int needed, int answered, int known) {
    /** No quorum yet. */
    static final Quorum NONE = new Quorum(0, 0, 0, 0);

    Quorum {
        if (needed < 0 || answered < needed || known < answered || known > 0xFFFF) {
            throw new IllegalArgumentException(needed + " of " + answered + " of " + known);
        }
    }
}
