package dev.varve.repo.alarm;

/** An alarm that came or went. */
public record AlarmNotice(Event event, Alarm alarm, long atMillis) {
    /** Which of both. */
    public enum Event {
        RAISED,
        CLEARED
    }
}
