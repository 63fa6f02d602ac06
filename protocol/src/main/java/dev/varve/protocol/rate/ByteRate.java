package dev.varve.protocol.rate;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bandwidth.
 *
 * @param bytesPerSecond {@link #UNLIMITED}, or at least {@link #LEAST}
 */
public record ByteRate(long bytesPerSecond) {
    /** Below it, one run takes longer than a connection may be silent. */
    public static final long LEAST = 64 << 10;

    public static final ByteRate UNLIMITED = new ByteRate(Long.MAX_VALUE);

    private static final Pattern WRITTEN =
            Pattern.compile("(\\d{1,9})([kmg]?)(i?b)?(/s)?", Pattern.CASE_INSENSITIVE);
    private static final Map<String, Integer> SHIFTS = Map.of("", 0, "k", 10, "m", 20, "g", 30);

    public ByteRate {
        if (bytesPerSecond < LEAST) {
            throw new IllegalArgumentException(
                    "a rate of "
                            + bytesPerSecond
                            + " bytes per second is below the least, 64KiB/s");
        }
    }

    public boolean limited() {
        return bytesPerSecond != Long.MAX_VALUE;
    }

    /**
     * Reads {@code 10MiB/s}, {@code 10M} or {@code unlimited}; K, M and G are powers of 1024.
     *
     * @throws IllegalArgumentException says what a rate looks like
     */
    public static ByteRate parse(String text) {
        if (text.equalsIgnoreCase("unlimited")) {
            return UNLIMITED;
        }
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no rate; write it like 500KiB/s, 10MiB/s or unlimited");
        }
        int shift = SHIFTS.getOrDefault(written.group(2).toLowerCase(Locale.ROOT), 0);
        return new ByteRate(Long.parseLong(written.group(1)) << shift);
    }
}
