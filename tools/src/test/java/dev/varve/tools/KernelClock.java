package dev.varve.tools;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.time.Duration;

/**
 * Turns the clocks of the machine under test, by clock_settime(2) and adjtimex(2), and puts them
 * right again when what was turned is closed: by CLOCK_MONOTONIC_RAW, which nothing turns. Others
 * on the machine see it, so that it has to be short.
 */
final class KernelClock {
    private static final int CLOCK_REALTIME = 0;
    private static final int CLOCK_MONOTONIC_RAW = 4;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int TIMESPEC_BYTES = 16;

    // struct timex of linux/timex.h
    private static final int TIMEX_BYTES = 208;
    private static final long TICK_OFFSET = 88;
    private static final int ADJ_TICK = 0x4000;

    private static final MethodHandle GETTIME = link("clock_gettime", JAVA_INT, ADDRESS);
    private static final MethodHandle SETTIME = link("clock_settime", JAVA_INT, ADDRESS);
    private static final MethodHandle ADJTIMEX = link("adjtimex", ADDRESS);

    private KernelClock() {}

    /** Until it is closed, the clocks are wrong. */
    interface Turned extends AutoCloseable {
        @Override
        void close();
    }

    /** What {@code date -s} does: the wall clock shows this much more. */
    static Turned stepWall(Duration step) {
        long realNanos = get(CLOCK_REALTIME);
        long rawNanos = get(CLOCK_MONOTONIC_RAW);
        set(realNanos + step.toNanos());
        return () -> set(realNanos + get(CLOCK_MONOTONIC_RAW) - rawNanos);
    }

    /** What {@code adjtimex --tick} does: so many microseconds every ten thousand. */
    static Turned steer(long tickMicros) {
        long realNanos = get(CLOCK_REALTIME);
        long rawNanos = get(CLOCK_MONOTONIC_RAW);
        long before = tick(0, 0);
        tick(ADJ_TICK, tickMicros);
        return () -> {
            tick(ADJ_TICK, before);
            set(realNanos + get(CLOCK_MONOTONIC_RAW) - rawNanos);
        };
    }

    /** True when this process may turn the clocks: it sets them to what they show. */
    static boolean isPermitted() {
        try {
            set(get(CLOCK_REALTIME));
            tick(ADJ_TICK, tick(0, 0));
            return true;
        } catch (IllegalStateException refused) {
            return false;
        }
    }

    private static long get(int clock) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment timespec = arena.allocate(TIMESPEC_BYTES, Long.BYTES);
            require("clock_gettime", call(GETTIME, clock, timespec));
            return timespec.get(JAVA_LONG, 0) * NANOS_PER_SECOND
                    + timespec.get(JAVA_LONG, Long.BYTES);
        }
    }

    private static void set(long nanos) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment timespec = arena.allocate(TIMESPEC_BYTES, Long.BYTES);
            timespec.set(JAVA_LONG, 0, Math.floorDiv(nanos, NANOS_PER_SECOND));
            timespec.set(JAVA_LONG, Long.BYTES, Math.floorMod(nanos, NANOS_PER_SECOND));
            require("clock_settime", call(SETTIME, CLOCK_REALTIME, timespec));
        }
    }

    /** The tick as it was or is now. */
    private static long tick(int modes, long micros) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment timex = arena.allocate(TIMEX_BYTES, Long.BYTES);
            timex.set(JAVA_INT, 0, modes);
            timex.set(JAVA_LONG, TICK_OFFSET, micros);
            require("adjtimex", call(ADJTIMEX, timex));
            return timex.get(JAVA_LONG, TICK_OFFSET);
        }
    }

    private static int call(MethodHandle function, Object... arguments) {
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** The state of the clock, which adjtimex returns, is no failure. */
    private static void require(String function, int result) {
        if (result < 0) {
            throw new IllegalStateException(function + " is refused");
        }
    }

    @SuppressWarnings("restricted") // granted to the tests as to the launcher
    private static MethodHandle link(String name, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_INT, arguments));
    }
}
