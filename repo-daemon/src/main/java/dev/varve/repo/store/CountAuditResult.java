package dev.varve.repo.store;

import java.util.List;

/**
 * What an audit of the counts found.
 *
 * @param points living points walked
 * @param objects chunks and nodes that the index knows
 * @param leftOut differences that are not listed
 * @param repaired true when the counts were set right
 */
public record CountAuditResult(
        long points,
        long objects,
        List<CountDifference> differences,
        long leftOut,
        boolean repaired) {
    public CountAuditResult {
        differences = List.copyOf(differences);
    }
}
