package dev.varve.repo.upkeep;

import dev.varve.protocol.message.VaultDocument;
import dev.varve.repo.schedule.JobContext;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What a {@link VaultsJob} does with one vault. */
interface VaultWork {
    /**
     * Does it; throws as {@link dev.varve.repo.schedule.Job#run} does.
     *
     * @param vault as it was when the run came to it
     */
    Done run(VaultDocument vault, JobContext context) throws IOException;

    /**
     * What came of it.
     *
     * @param counts in words, such as {@code points}; added up over the vaults
     * @param findings what is wrong, the first of them
     */
    record Done(Map<String, Long> counts, List<String> findings, long findingsCount) {
        static Done of(Map<String, Long> counts) {
            return new Done(counts, List.of(), 0);
        }
    }
}
