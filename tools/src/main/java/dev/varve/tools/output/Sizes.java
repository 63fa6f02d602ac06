package dev.varve.tools.output;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
public final class Sizes {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final double STEP = 1024;
    private static final int SHORT = 100;

    private Sizes() {}

    /** Like {@code 12.3 MiB}. */
    public static String bytes(long count) {
        double value = count;
        int unit = 0;
        while (value >= STEP && unit < UNITS.length - 1) {
            value /= STEP;
            unit++;
        }
        if (unit == 0) {
            return count + " B";
        }
        return String.format(
                Locale.ROOT, value < SHORT ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
    }

    /** Like {@code 2:07:09} or {@code 0:41}. */
    public static String time(Duration time) {
        long seconds = time.toSeconds();
        return seconds >= 3600
                ? String.format(
                        Locale.ROOT,
                        "%d:%02d:%02d",
                        seconds / 3600,
                        seconds / 60 % 60,
                        seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }

    /** Like {@code 12.34}. */
    public static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f", time.toMillis() / 1000.0);
    }
}
