package dev.varve.protocol.rate;

import java.time.Clock;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets bytes through at the rate of a schedule, on average: who finds tokens takes all it needs,
 * also more than there are, and the debt is waited for by the next. At most a quarter of a second's
 * tokens are saved up. Safe for use by many threads.
 */
public final class TokenBucket {
    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int SAVED_PART_OF_SECOND = 4;

    private final RateSchedule schedule;
    private final boolean everLimited;
    private final Clock timeOfDay;
    private final LongSupplier nanoTime;
    private double tokens;
    private long filledNanos;

    /**
     * @param timeOfDay chooses the window, in its zone
     * @param nanoTime as {@link System#nanoTime}
     */
    public TokenBucket(RateSchedule schedule, Clock timeOfDay, LongSupplier nanoTime) {
        this.schedule = schedule;
        this.everLimited = schedule.limited();
        this.timeOfDay = timeOfDay;
        this.nanoTime = nanoTime;
        this.filledNanos = nanoTime.getAsLong();
    }

    /** By the clocks of this machine. */
    public static TokenBucket of(RateSchedule schedule) {
        return new TokenBucket(schedule, Clock.system(ZoneId.systemDefault()), System::nanoTime);
    }

    /**
     * Takes {@code bytes} when there is no debt.
     *
     * @return 0 when they were taken; else nothing was, and the caller may ask again after so many
     *     nanoseconds
     */
    public long takeOrWaitNanos(long bytes) {
        if (!everLimited) {
            return 0;
        }
        synchronized (this) {
            long wait = waitNanos();
            if (wait == 0) {
                tokens -= bytes;
            }
            return wait;
        }
    }

    /** Takes {@code bytes}, which have passed already; they make a debt when there are too few. */
    public void spend(long bytes) {
        if (everLimited) {
            synchronized (this) {
                fill();
                tokens -= bytes;
            }
        }
    }

    /** How long until the debt is paid at the rate of now; 0 when there is none. */
    public long waitNanos() {
        if (!everLimited) {
            return 0;
        }
        synchronized (this) {
            ByteRate rate = fill();
            if (tokens >= 0 || !rate.limited()) {
                return 0;
            }
            return (long) Math.ceil(-tokens / rate.bytesPerSecond() * NANOS_PER_SECOND);
        }
    }

    private ByteRate fill() {
        ByteRate rate = schedule.at(LocalTime.now(timeOfDay));
        long now = nanoTime.getAsLong();
        if (rate.limited()) {
            double earned = (double) (now - filledNanos) / NANOS_PER_SECOND * rate.bytesPerSecond();
            double most = (double) rate.bytesPerSecond() / SAVED_PART_OF_SECOND;
            tokens = Math.min(most, tokens + earned);
        } else {
            tokens = 0;
        }
        filledNanos = now;
        return rate;
    }
}
