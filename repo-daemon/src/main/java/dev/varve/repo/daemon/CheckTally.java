package dev.varve.repo.daemon;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.varve.protocol.message.CheckResult;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.repo.schedule.JobContext;
import dev.varve.repo.schedule.JobResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a check of all vaults found so far; travels in the token, so that a check that was broken
 * off forgets nothing.
 *
 * @param lastVault number of the last vault that was checked whole; 0: none
 * @param findings the first of them, cut so that the token stays small
 */
record CheckTally(
        int lastVault, long vaults, long points, long findingsCount, List<String> findings) {
    private static final int MOST_FINDINGS = 100;
    private static final int MOST_LETTERS = 500;
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    CheckTally {
        findings =
                findings.stream()
                        .limit(MOST_FINDINGS)
                        .map(words -> words.substring(0, Math.min(words.length(), MOST_LETTERS)))
                        .toList();
    }

    /** Empty, or of another version: from the beginning. */
    static CheckTally ofToken(byte[] token) {
        CheckTally none = new CheckTally(0, 0, 0, 0, List.of());
        if (token.length == 0) {
            return none;
        }
        try {
            CheckTally read = JSON.readValue(token, CheckTally.class);
            return read == null ? none : read;
        } catch (IOException unknown) {
            return none;
        }
    }

    /** With as many of the findings as fit. */
    byte[] toToken() throws IOException {
        CheckTally kept = this;
        byte[] token = JSON.writeValueAsBytes(kept);
        while (token.length > JobContext.MOST_TOKEN_BYTES) {
            kept = kept.keeping(kept.findings.size() / 2);
            token = JSON.writeValueAsBytes(kept);
        }
        return token;
    }

    private CheckTally keeping(int count) {
        return new CheckTally(lastVault, vaults, points, findingsCount, findings.subList(0, count));
    }

    CheckTally plus(VaultDocument vault, CheckResult checked) {
        List<String> all = new ArrayList<>(findings);
        checked.getFindingsList().stream()
                .map(finding -> CheckJob.words(vault, finding))
                .forEach(all::add);
        return new CheckTally(
                vault.getVaultNumber(),
                vaults + 1,
                points + checked.getPoints(),
                findingsCount + checked.getFindingsCount() + checked.getFindingsLeftOut(),
                all);
    }

    JobResult result() {
        String found = findingsCount == 0 ? "nothing found" : findingsCount + " findings";
        return new JobResult(
                vaults + " vaults, " + points + " points: " + found, findings, findingsCount);
    }
}
