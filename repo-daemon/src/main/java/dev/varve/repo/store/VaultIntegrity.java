package dev.varve.repo.store;

import dev.varve.protocol.model.Uid;
import java.util.List;
import java.util.Map;

/**
 * What is known of a vault's wholeness, without looking again.
 *
 * @param damaged points that cannot be restored whole, with their chains
 * @param healing chains of which the newest point is damaged: the next push builds on nothing,
 *     reads its source whole, and sends what is missing
 * @param unverified points that no check has looked at yet
 * @param uncounted points whose references, or the end of them, could not be counted for damage:
 *     until they are no space comes back
 * @param segments sealed segments
 * @param neverRead of them, those that no scrub has read yet
 * @param oldestUnverifiedMillis since when the byte that waits longest was not read, by the
 *     retention clock; 0: there is none
 */
public record VaultIntegrity(
        long points,
        Map<Uid, List<String>> damaged,
        List<String> healing,
        long unverified,
        long uncounted,
        long segments,
        long neverRead,
        long oldestUnverifiedMillis) {
    public VaultIntegrity {
        damaged = Map.copyOf(damaged);
        healing = List.copyOf(healing);
    }
}
