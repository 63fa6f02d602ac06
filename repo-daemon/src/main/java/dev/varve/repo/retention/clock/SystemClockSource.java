package dev.varve.repo.retention.clock;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.varve.protocol.model.Uid;
import dev.varve.repo.io.SystemFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Map;

/**
 * The clocks of Linux by {@code clock_gettime(2)}, through the Foreign Function API: {@code
 * System.nanoTime} and {@code currentTimeMillis} are bent by whoever bends the library's wrappers
 * or the steering of NTP. What surrounds the process comes from {@code /proc} (time_namespaces(7),
 * random(4)) and its environment (ld.so(8)).
 */
public final class SystemClockSource implements ClockSource {
    // linux/time.h
    private static final int CLOCK_REALTIME = 0;
    private static final int CLOCK_MONOTONIC = 1;
    private static final int CLOCK_MONOTONIC_RAW = 4;
    private static final int CLOCK_BOOTTIME = 7;

    /** PROC_TIME_INIT_INO of linux/proc_ns.h: the namespace that the kernel itself lives in. */
    private static final long FIRST_TIME_NAMESPACE = 0xEFFF_FFFAL;

    /** Clocks read further apart than this are read again: something came between. */
    private static final long APART_NANOS = 1_000_000;

    private static final int MOST_TRIES = 10;
    private static final int TIMESPEC_BYTES = 16;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Map<String, String> environment;
    private final MethodHandle clockGettime;

    public SystemClockSource() {
        this.environment = System.getenv();
        this.clockGettime = link();
    }

    @Override
    public ClockReading read() throws IOException {
        long namespace = timeNamespace();
        Uid boot = bootId();
        ClockInstants best = readOnce(boot, namespace);
        long apart = clock(CLOCK_MONOTONIC_RAW) - best.rawNanos();
        for (int i = 1; i < MOST_TRIES && apart > APART_NANOS; i++) {
            ClockInstants next = readOnce(boot, namespace);
            long nextApart = clock(CLOCK_MONOTONIC_RAW) - next.rawNanos();
            if (nextApart < apart) {
                best = next;
                apart = nextApart;
            }
        }
        return new ClockReading(best, timeShifted(namespace), preloaded());
    }

    private ClockInstants readOnce(Uid boot, long namespace) {
        return new ClockInstants(
                boot,
                namespace,
                clock(CLOCK_MONOTONIC_RAW),
                clock(CLOCK_MONOTONIC),
                clock(CLOCK_BOOTTIME),
                clock(CLOCK_REALTIME) / NANOS_PER_MILLI);
    }

    private long clock(int id) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment timespec = arena.allocate(TIMESPEC_BYTES, Long.BYTES);
            int failed = (int) clockGettime.invokeExact(id, timespec);
            if (failed != 0) {
                throw new IllegalStateException("the kernel has no clock " + id);
            }
            return timespec.get(JAVA_LONG, 0) * NANOS_PER_SECOND
                    + timespec.get(JAVA_LONG, Long.BYTES);
        } catch (RuntimeException known) {
            throw known;
        } catch (Throwable e) {
            throw new IllegalStateException("call of clock_gettime failed", e);
        }
    }

    @SuppressWarnings("restricted") // granted by the launcher, as RocksDB needs it too
    private static MethodHandle link() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("clock_gettime"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    }

    private static Uid bootId() throws IOException {
        return new SystemFile(Path.of("/proc/sys/kernel/random/boot_id"))
                .text()
                .map(text -> Uid.parse(text.replace("-", "")))
                .orElse(ClockInstants.UNKNOWN_BOOT);
    }

    /** The link reads {@code time:[4026531834]}. */
    private static long timeNamespace() throws IOException {
        return new SystemFile(Path.of("/proc/self/ns/time"))
                .link()
                .map(link -> Long.parseLong(link.replaceAll("[^0-9]", "")))
                .orElse(0L);
    }

    /** The offsets alone do not tell: they are those of the namespace that children will get. */
    private static boolean timeShifted(long namespace) throws IOException {
        if (namespace != 0 && namespace != FIRST_TIME_NAMESPACE) {
            return true;
        }
        return new SystemFile(Path.of("/proc/self/timens_offsets"))
                .text()
                .map(SystemClockSource::anyOffset)
                .orElse(false);
    }

    /** Lines such as {@code monotonic 0 0}: a clock, seconds, nanoseconds. */
    static boolean anyOffset(String offsets) {
        return offsets.lines()
                .map(line -> line.strip().split("\\s+"))
                .anyMatch(words ->
                        words.length != 3 || !words[1].equals("0") || !words[2].equals("0"));
    }

    private boolean preloaded() throws IOException {
        return !environment.getOrDefault("LD_PRELOAD", "").isBlank()
                || !environment.getOrDefault("LD_AUDIT", "").isBlank()
                || new SystemFile(Path.of("/etc/ld.so.preload"))
                        .text()
                        .map(text -> !text.isBlank())
                        .orElse(false);
    }
}
