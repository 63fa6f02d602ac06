package dev.varve.k8s.volume;

/**
 * How many volumes one run reads side by side.
 *
 * @param movers at most, whatever the storage allows; 1: one after the other
 * @param places where movers of all runs that share it are counted
 */
public record ReadingLimits(int movers, MoverPlaces places) {
    /** Of a run that says nothing else. */
    public static final int MOVERS = 4;

    /** Each takes a thread, and its share of the API server's patience. */
    public static final int MOST_MOVERS = 64;

    public ReadingLimits {
        requireMovers(movers);
    }

    /** Refuses a number of movers that no run may have. */
    public static void requireMovers(int movers) {
        if (movers < 1 || movers > MOST_MOVERS) {
            throw new IllegalArgumentException(
                    "movers " + movers + " is not in 1 to " + MOST_MOVERS);
        }
    }

    /** Of a run that is alone in its process. */
    public static ReadingLimits of(int movers) {
        return new ReadingLimits(movers, new MoverPlaces());
    }
}
