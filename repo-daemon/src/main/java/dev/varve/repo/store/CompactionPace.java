package dev.varve.repo.store;

import dev.varve.protocol.rate.ByteRate;
import dev.varve.protocol.rate.RateSchedule;
import dev.varve.protocol.rate.TokenBucket;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Lets compaction copy as fast as the disk can, or gently while sessions send. One thread. */
final class CompactionPace {
    /** So soon it hears of the end of a push, or of its own. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final TokenBucket tokens;
    private final BooleanSupplier sending;
    private final BooleanSupplier cancelled;
    private final LongConsumer park;

    /**
     * @param sending any session sends
     * @param park waits so many nanoseconds, such as {@code LockSupport::parkNanos}
     */
    CompactionPace(
            ByteRate rate,
            BooleanSupplier sending,
            BooleanSupplier cancelled,
            LongSupplier nanoTime,
            LongConsumer park) {
        this.tokens = new TokenBucket(RateSchedule.always(rate), Clock.systemUTC(), nanoTime);
        this.sending = sending;
        this.cancelled = cancelled;
        this.park = park;
    }

    /** Waits until {@code bytes} may be copied; false when the pass is to end instead. */
    boolean pass(long bytes) {
        while (!cancelled.getAsBoolean()) {
            long wait = sending.getAsBoolean() ? tokens.takeOrWaitNanos(bytes) : 0;
            if (wait == 0) {
                return true;
            }
            park.accept(Math.min(wait, LOOK_NANOS));
        }
        return false;
    }
}
