package dev.varve.repo.store;

import dev.varve.protocol.model.Uid;
import java.util.List;

/** An open session as lists show it. */
public record SessionSummary(
        Uid sessionId,
        String client,
        List<String> chains,
        long openedMillis,
        long touchedMillis,
        long storedBytes) {
    public SessionSummary {
        chains = List.copyOf(chains);
    }
}
