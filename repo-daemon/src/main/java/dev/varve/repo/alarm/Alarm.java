package dev.varve.repo.alarm;

import java.nio.charset.StandardCharsets;

/**
 * One state that should not be.
 *
 * @param where one of its kind at each place: a job, a disk; empty for what there is once
 * @param what is wrong, in words
 * @param advice what to do about it
 * @param sinceMillis when it was raised first
 */
public record Alarm(
        AlarmKind kind,
        Severity severity,
        String where,
        String what,
        String advice,
        long sinceMillis) {
    private static final int MOST_LETTERS = 1000;

    public Alarm {
        what = cut(what);
        advice = cut(advice);
        where = cut(where);
    }

    /** The same for the same trouble, whatever its words. */
    String key() {
        return kind + "/" + where;
    }

    Alarm since(long millis) {
        return new Alarm(kind, severity, where, what, advice, millis);
    }

    private static String cut(String text) {
        String cut =
                text.length() <= MOST_LETTERS ? text : text.substring(0, MOST_LETTERS - 1) + "…";
        // Half of a pair of letters could not be written as UTF-8.
        return new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
