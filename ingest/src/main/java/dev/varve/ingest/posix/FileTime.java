package dev.varve.ingest.posix;

/** A time of a file: seconds since 1970 (may be negative) and nanoseconds, 0 to 999,999,999. */
public record FileTime(long seconds, int nanos) implements Comparable<FileTime> {
    public FileTime {
        if (nanos < 0 || nanos > 999_999_999) {
            throw new IllegalArgumentException("nanos " + nanos);
        }
    }

    @Override
    public int compareTo(FileTime other) {
        int order = Long.compare(seconds, other.seconds);
        return order == 0 ? Integer.compare(nanos, other.nanos) : order;
    }
}
