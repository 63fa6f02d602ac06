package dev.varve.k8s.volume;

/**
 * How many movers may work at once where one of a volume does. Where movers of several profiles
 * meet, the smallest limit holds.
 *
 * @param perNode on its node, whatever they read
 * @param perDriver of its driver, in all
 */
public record MoverLimits(int perNode, int perDriver) {
    public static final MoverLimits DEFAULT = new MoverLimits(2, 10);

    public MoverLimits {
        if (perNode < 1 || perDriver < 1) {
            throw new IllegalArgumentException(
                    perNode + " movers on a node, " + perDriver + " of a driver: none would start");
        }
    }
}
