package dev.varve.repo.retention.clock;

/**
 * What enough witnesses vouched for together.
 *
 * @param targetMillis it is no earlier than this, milliseconds since 1970; while the clock catches
 *     up it is carried on from tick to tick
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

    /** So much later, by the clocks that nobody can turn forward: what it vouched for has aged. */
    Quorum later(long millis) {
        return new Quorum(targetMillis + millis, needed, answered, known);
    }
}
