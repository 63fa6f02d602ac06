package dev.varve.repo.schedule;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a run did that came to its end.
 *
 * @param summary one sentence
 * @param findings what a person has to look at: the first of them, cut
 * @param findingsCount all of them
 */
public record JobResult(String summary, List<String> findings, long findingsCount) {
    private static final int MOST_FINDINGS = 100;
    private static final int MOST_LETTERS = 500;

    public JobResult {
        findings = findings.stream().limit(MOST_FINDINGS).map(JobResult::cut).toList();
        summary = cut(summary);
        if (findingsCount < findings.size()) {
            throw new IllegalArgumentException(findingsCount + " are not all findings");
        }
    }

    public static JobResult done(String summary) {
        return new JobResult(summary, List.of(), 0);
    }

    JobResult withoutFindings() {
        return new JobResult(summary, List.of(), findingsCount);
    }

    /** Short, and whole letters only: half of a pair could not be written as UTF-8. */
    static String cut(String text) {
        String cut =
                text.length() <= MOST_LETTERS ? text : text.substring(0, MOST_LETTERS - 1) + "…";
        return new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
