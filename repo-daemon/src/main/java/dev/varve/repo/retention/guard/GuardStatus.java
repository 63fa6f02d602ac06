package dev.varve.repo.retention.guard;

/**
 * What the guard says of itself.
 *
 * @param reason why it is no more than that, for people; of FLAGS what it does not do
 */
public record GuardStatus(GuardLevel level, String reason) {
    static final GuardStatus FLAGS =
            new GuardStatus(
                    GuardLevel.FLAGS,
                    "sealed segments are immutable to the file system; whoever is root on this host"
                            + " can undo that");

    static GuardStatus none(String reason) {
        return new GuardStatus(GuardLevel.NONE, reason);
    }
}
