package dev.varve.repo.retention.clock;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the clock says of itself.
 *
 * @param rcMillis the retention clock, milliseconds since 1970; 0: no record says it, so that all
 *     that is locked stays locked
 * @param gapMillis time that passed and was never credited
 * @param caughtUpMillis how much of that witnesses made good
 * @param targetMillis what the last quorum of witnesses vouched for; 0: none ever did
 * @param writtenMillis the wall clock when this was written; 0: never
 * @param doubts why it is not believed
 */
public record ClockStatus(
        ClockState.Name state,
        boolean mayExpire,
        long rcMillis,
        long gapMillis,
        long caughtUpMillis,
        long targetMillis,
        long writtenMillis,
        Set<Doubt> doubts) {

    static ClockStatus of(ClockState state) {
        return new ClockStatus(state.name(), state.mayExpire(), 0, 0, 0, 0, 0, state.doubts());
    }

    static ClockStatus of(ClockRecord record) {
        return new ClockStatus(
                record.state().name(),
                record.state().mayExpire(),
                record.balance().rcMillis(),
                record.balance().gapMillis(),
                record.balance().caughtUpMillis(),
                record.quorum().targetMillis(),
                record.at().realMillis(),
                record.state().doubts());
    }

    /** Why the clock is not believed, for people; empty while it is. */
    public List<String> reasons() {
        return doubts.stream().sorted().map(Doubt::words).toList();
    }

    /** One sentence or two, for people. */
    public String summary() {
        return switch (state) {
            case UNINIT -> "no clock yet: it starts with the first daemon that serves this data";
            case RUNNING -> "running";
            case CATCHUP -> "running, and making good a gap that witnesses vouch for";
            case SUSPECT -> "stands still and nothing may expire, because " + joined();
            case FROZEN -> "frozen and nothing may expire, because " + joined();
        };
    }

    private String joined() {
        return reasons().stream().collect(Collectors.joining("; and because "));
    }
}
