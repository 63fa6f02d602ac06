package dev.varve.k8s.volume;

import java.time.Duration;

/**
 * How long each wait may last.
 *
 * @param cut until a snapshot has its handle; the application stands still meanwhile
 * @param ready until a snapshot can be read
 * @param bind until a claim is bound
 * @param start until a mover runs
 * @param stall without a new line of a mover whose log can be read
 * @param move of a whole volume
 * @param gone until a deleted object is gone
 */
public record Patience(
        Duration cut,
        Duration ready,
        Duration bind,
        Duration start,
        Duration stall,
        Duration move,
        Duration gone) {
    /** Objects that one volume needs, and more. */
    private static final int MOST_REMOVED = 16;

    public static final Patience DEFAULT =
            new Patience(
                    Duration.ofMinutes(2),
                    Duration.ofHours(4),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(15),
                    Duration.ofMinutes(30),
                    Duration.ofHours(48),
                    Duration.ofMinutes(10));

    public Patience {
        for (Duration each : new Duration[] {cut, ready, bind, start, stall, move, gone}) {
            if (each.isNegative() || each.isZero()) {
                throw new IllegalArgumentException("a wait of " + each + " waits for nothing");
            }
        }
    }

    /** More than all waits of one volume together, from its cut until all of it is taken away. */
    Duration reading() {
        Duration waits = ready.plus(bind).plus(start).plus(move);
        Duration turn = move;
        return waits.plus(turn).plus(gone.multipliedBy(MOST_REMOVED));
    }
}
