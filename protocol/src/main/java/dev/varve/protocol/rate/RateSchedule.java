package dev.varve.protocol.rate;

import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which rate holds at what time of day.
 *
 * @param windows the first that covers the time decides
 * @param otherwise the rate outside of them
 */
public record RateSchedule(List<Window> windows, ByteRate otherwise) {
    public static final RateSchedule NONE = always(ByteRate.UNLIMITED);

    /**
     * A part of each day.
     *
     * @param from included
     * @param until not included; before {@code from}: on the next day. Equal: the whole day.
     */
    public record Window(LocalTime from, LocalTime until, ByteRate rate) {
        boolean covers(LocalTime time) {
            if (from.isBefore(until)) {
                return !time.isBefore(from) && time.isBefore(until);
            }
            return !time.isBefore(from) || time.isBefore(until);
        }
    }

    public RateSchedule {
        windows = List.copyOf(windows);
    }

    public static RateSchedule always(ByteRate rate) {
        return new RateSchedule(List.of(), rate);
    }

    /**
     * Reads parts between commas: windows like {@code 08:00-18:00 10MiB/s}, and at most one rate
     * alone, which holds outside of the windows; without it there is no limit then.
     *
     * @throws IllegalArgumentException says which part is wrong
     */
    public static RateSchedule parse(String text) {
        List<Window> windows = new ArrayList<>();
        ByteRate otherwise = null;
        for (String part : text.strip().split("\\s*,\\s*", -1)) {
            String[] words = part.split("\\s+", -1);
            if (words.length == 1 && otherwise == null) {
                otherwise = ByteRate.parse(words[0]);
            } else if (words.length == 2) {
                windows.add(window(words[0], words[1]));
            } else {
                throw wrong(part, null);
            }
        }
        return new RateSchedule(windows, otherwise == null ? ByteRate.UNLIMITED : otherwise);
    }

    private static Window window(String times, String rate) {
        String[] ends = times.split("-", -1);
        if (ends.length != 2) {
            throw wrong(times, null);
        }
        try {
            return new Window(
                    LocalTime.parse(ends[0]), LocalTime.parse(ends[1]), ByteRate.parse(rate));
        } catch (DateTimeParseException e) {
            throw wrong(times, e);
        }
    }

    private static IllegalArgumentException wrong(
            String part, @org.jspecify.annotations.Nullable Throwable cause) {
        return new IllegalArgumentException(
                "\""
                        + part
                        + "\" is no limit; write 10MiB/s, or windows and the rate outside of them,"
                        + " like \"08:00-18:00 10MiB/s, 50MiB/s\"",
                cause);
    }

    public ByteRate at(LocalTime time) {
        for (Window window : windows) {
            if (window.covers(time)) {
                return window.rate();
            }
        }
        return otherwise;
    }

    /** False when no time of day has a limit. */
    public boolean limited() {
        return otherwise.limited() || windows.stream().anyMatch(window -> window.rate().limited());
    }
}
