package dev.varve.repo.schedule;

import java.time.LocalTime;
import java.time.format.DateTimeParseException;

/**
 * The part of each day in which a job may run, written {@code 22:00-06:00}. From its first minute
 * until before its last.
 */
public record Window(LocalTime from, LocalTime until) {
    public Window {
        if (from.equals(until)) {
            throw new IllegalArgumentException("a window from " + from + " to itself is empty");
        }
    }

    /**
     * Reads {@code HH:MM-HH:MM}.
     *
     * @throws IllegalArgumentException says the rule
     */
    public static Window parse(String text) {
        int hyphen = text.indexOf('-');
        try {
            if (hyphen > 0) {
                return new Window(
                        LocalTime.parse(text.substring(0, hyphen).strip()),
                        LocalTime.parse(text.substring(hyphen + 1).strip()));
            }
        } catch (DateTimeParseException malformed) {
            throw new IllegalArgumentException(rule(text), malformed);
        }
        throw new IllegalArgumentException(rule(text));
    }

    private static String rule(String text) {
        return "\"" + text + "\" is no window: write HH:MM-HH:MM, for example 22:00-06:00";
    }

    public boolean contains(LocalTime time) {
        boolean afterFrom = !time.isBefore(from);
        boolean beforeUntil = time.isBefore(until);
        return from.isBefore(until) ? afterFrom && beforeUntil : afterFrom || beforeUntil;
    }

    @Override
    public String toString() {
        return from + "-" + until;
    }
}
