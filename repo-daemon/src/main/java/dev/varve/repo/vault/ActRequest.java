package dev.varve.repo.vault;

/**
 * Who asked for an act, why and when.
 *
 * @param by name of the officer
 * @param tokenSha256 of the token shown, 64 hexadecimal digits: with another token it is not theirs
 * @param limitSeconds the time to approve
 */
public record ActRequest(String by, String tokenSha256, String why, Moment at, long limitSeconds) {
    /**
     * One moment by all clocks there are.
     *
     * @param clockMillis the retention clock and the gaps that it did not credit
     * @param bootId names the run of the kernel
     * @param bootNanos since then, suspend included
     */
    public record Moment(long clockMillis, long wallMillis, String bootId, long bootNanos) {}

    public ActRequest {
        if (why.isBlank() || by.isBlank()) {
            throw new IllegalArgumentException("an act needs a reason and somebody who asks");
        }
        if (limitSeconds < 1) {
            throw new IllegalArgumentException("limitSeconds " + limitSeconds);
        }
    }
}
