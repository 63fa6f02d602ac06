package dev.varve.repo.upkeep;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.varve.protocol.message.VaultDocument;
import dev.varve.repo.schedule.JobContext;
import dev.varve.repo.schedule.JobResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a job came to in the vaults so far; travels in the token, so that a run that was broken off
 * forgets nothing.
 *
 * @param lastVault number of the last vault that is done; 0: none
 * @param findings the first of them, cut so that the token stays small
 * @param failures of vaults, cut as well
 */
record VaultsTally(
        int lastVault,
        long vaults,
        Map<String, Long> counts,
        long findingsCount,
        List<String> findings,
        List<String> failures) {
    private static final int MOST_FINDINGS = 100;
    private static final int MOST_LETTERS = 500;
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    VaultsTally {
        counts = new TreeMap<>(counts);
        findings = cut(findings);
        failures = cut(failures);
    }

    private static List<String> cut(List<String> lines) {
        return lines.stream()
                .limit(MOST_FINDINGS)
                .map(words -> words.substring(0, Math.min(words.length(), MOST_LETTERS)))
                .toList();
    }

    /** Empty, or of another version: from the beginning. */
    static VaultsTally ofToken(byte[] token) {
        VaultsTally none = new VaultsTally(0, 0, Map.of(), 0, List.of(), List.of());
        if (token.length == 0) {
            return none;
        }
        try {
            VaultsTally read = JSON.readValue(token, VaultsTally.class);
            return read == null ? none : read;
        } catch (IOException unknown) {
            return none;
        }
    }

    /** With as many of the findings and failures as fit. */
    byte[] toToken() throws IOException {
        VaultsTally kept = this;
        byte[] token = JSON.writeValueAsBytes(kept);
        while (token.length > JobContext.MOST_TOKEN_BYTES) {
            kept = kept.halved();
            token = JSON.writeValueAsBytes(kept);
        }
        return token;
    }

    private VaultsTally halved() {
        return new VaultsTally(
                lastVault,
                vaults,
                counts,
                findingsCount,
                findings.subList(0, findings.size() / 2),
                failures.subList(0, (failures.size() + 1) / 2));
    }

    VaultsTally plus(VaultDocument vault, VaultWork.Done done) {
        List<String> all = new ArrayList<>(findings);
        done.findings().forEach(words -> all.add("vault " + vault.getName() + ": " + words));
        Map<String, Long> sums = new TreeMap<>(counts);
        done.counts().forEach((what, count) -> sums.merge(what, count, Long::sum));
        return new VaultsTally(
                vault.getVaultNumber(),
                vaults + 1,
                sums,
                findingsCount + done.findingsCount(),
                all,
                failures);
    }

    VaultsTally plusFailure(VaultDocument vault, Exception why) {
        List<String> all = new ArrayList<>(failures);
        all.add("vault " + vault.getName() + ": " + why.getMessage());
        return new VaultsTally(
                vault.getVaultNumber(), vaults + 1, counts, findingsCount, findings, all);
    }

    /** Such as {@code 2 vaults, 5 points; nothing found}. */
    String summary() {
        String counted =
                counts.entrySet().stream()
                        .map(each -> ", " + each.getValue() + " " + each.getKey())
                        .collect(Collectors.joining());
        String found = findingsCount == 0 ? "nothing found" : findingsCount + " findings";
        return vaults + " vaults" + counted + ": " + found;
    }

    JobResult result() {
        return new JobResult(summary(), findings, findingsCount);
    }
}
