package dev.varve.k8s.volume;

/**
 * Which moments of death a test tries: every sixth, begun at one that each run draws and prints;
 * all with {@code -Dvarve.moments=1}.
 */
final class Moments {
    private static final int EVERY = Integer.getInteger("varve.moments", 6);
    private static final int FIRST =
            Integer.getInteger("varve.moments.first", (int) (System.nanoTime() % EVERY));

    private Moments() {}

    static boolean isTried(int moment) {
        if (moment == 0) {
            System.out.println("moments: every " + EVERY + ", the first " + FIRST);
        }
        return moment % EVERY == FIRST;
    }
}
